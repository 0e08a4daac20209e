#include "data/grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/random.h"

namespace kinfold {
namespace {

std::vector<Rating> random_rows(std::size_t count, std::size_t lefts, std::size_t rights, double skew = 1) {
  Random random(count + 7 * lefts + 13 * rights);
  std::vector<Rating> rows;
  const auto draw = [&](std::size_t n) { return Id(double(n) * std::pow(random.uniform(), skew)); };
  for (std::size_t i = 0; i < count; ++i) rows.push_back({draw(lefts), draw(rights), float(i)});
  return rows;
}

struct GridShape {
  std::size_t count, lefts, rights, blocks;
};

class GridTest : public ::testing::TestWithParam<GridShape> {};

TEST_P(GridTest, ContainsEachExampleOnceInItsBucket) {
  const auto [count, lefts, rights, blocks] = GetParam();
  const auto rows = random_rows(count, lefts, rights);
  Pool pool{2};
  const Grid grid = make_grid(rows, lefts, rights, blocks, 1, pool);
  ASSERT_EQ(grid.rows.size(), count);
  std::vector<bool> seen(count);
  for (std::size_t i = 0; i < blocks; ++i)
    for (std::size_t j = 0; j < blocks; ++j)
      for (const Rating& r : grid.bucket(i, j)) {
        EXPECT_EQ(std::size_t(r.left) * blocks / lefts, i);
        EXPECT_EQ(std::size_t(r.right) * blocks / rights, j);
        const std::size_t original = std::size_t(r.value);
        EXPECT_FALSE(seen[original]);
        seen[original] = true;
        EXPECT_EQ(grid.left_id[r.left], rows[original].left);
        EXPECT_EQ(grid.right_id[r.right], rows[original].right);
      }
  EXPECT_EQ(std::ranges::count(seen, true), std::ptrdiff_t(count));
}

TEST_P(GridTest, IdsArePermuted) {
  const auto [count, lefts, rights, blocks] = GetParam();
  Pool pool{1};
  const Grid grid = make_grid(random_rows(count, lefts, rights), lefts, rights, blocks, 1, pool);
  for (const auto& ids : {grid.left_id, grid.right_id}) {
    const auto back = invert_permutation(ids);
    for (Id index = 0; index < ids.size(); ++index) EXPECT_EQ(back[ids[index]], index);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, GridTest,
                         ::testing::Values(GridShape{1, 1, 1, 1}, GridShape{50, 1, 40, 1}, GridShape{50, 40, 1, 1},
                                           GridShape{1000, 7, 5, 5}, GridShape{1000, 101, 53, 8},
                                           GridShape{3000, 64, 64, 64}, GridShape{5000, 130, 67, 13},
                                           GridShape{2000, 500, 300, 16}));

TEST(Grid, DoesNotDependOnThreads) {
  const auto rows = random_rows(5000, 300, 200);
  Pool one{1}, eight{8};
  const Grid a = make_grid(rows, 300, 200, 8, 9, one), b = make_grid(rows, 300, 200, 8, 9, eight);
  EXPECT_EQ(a.rows, b.rows);
  EXPECT_EQ(a.begin, b.begin);
  Pool again{1};
  EXPECT_NE(make_grid(rows, 300, 200, 8, 10, again).rows, a.rows);
}

TEST(Grid, PopularIdsAreSpreadOverBlocks) {
  const auto rows = random_rows(200'000, 4000, 2000, 3);
  Pool pool{2};
  const Grid grid = make_grid(rows, 4000, 2000, 8, 1, pool);
  std::vector<std::size_t> left(8), right(8);
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t j = 0; j < 8; ++j) left[i] += grid.bucket(i, j).size(), right[j] += grid.bucket(i, j).size();
  for (const auto& sizes : {left, right})
    EXPECT_LT(double(*std::ranges::max_element(sizes)), 1.1 * double(*std::ranges::min_element(sizes)));
}

TEST(Grid, DefaultBlocksFitTheData) {
  EXPECT_EQ(default_blocks(10, 1, 10), 1u);
  EXPECT_EQ(default_blocks(900'000, 6040, 3706), 16u);
  for (std::size_t examples : {1, 100, 100'000, 100'000'000})
    for (std::size_t ids : {1, 2, 3, 500, 1'000'000}) {
      const std::size_t blocks = default_blocks(examples, ids, ids);
      EXPECT_GE(blocks, 1u);
      EXPECT_LE(blocks, ids);
      EXPECT_LE(blocks, 64u);
    }
}

}  // namespace
}  // namespace kinfold
