#include "solver/contrastive.h"

#include <gtest/gtest.h>

#include "oracle/contrastive.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

constexpr std::size_t kUsers = 12, kItems = 15;

// One bucket of likes, with sides whose rows have means.
struct World {
  Pool pool{1};
  Grid grid;
  Side left, right;
  Table left_means, right_means;

  explicit World(std::size_t rank) {
    Random random(2);
    std::vector<Rating> likes;
    for (Id u = 0; u < kUsers; ++u)
      for (Id i = 0; i < kItems; ++i)
        if (random.uniform() < 0.3) likes.push_back({u, i, float(0.5 + random.uniform())});
    grid = make_grid(likes, kUsers, kItems, 1, 1, pool);
    for (const auto& [side, means, rows] :
         {std::tuple(&left, &left_means, kUsers), std::tuple(&right, &right_means, kItems)}) {
      *side = {Table(rows, rank), std::vector<Head>(rows)};
      *means = Table(rows, rank);
      for (Id row = 0; row < rows; ++row) {
        for (float& x : side->factors.row(row)) x = float(0.5 * random.normal());
        for (float& x : means->row(row)) x = float(0.2 * random.normal());
        side->heads[row] = {0, float(0.1 * random.uniform())};
      }
    }
  }
  std::vector<oracle::LikeRow> rows(const Side& side, const Table& means) const {
    std::vector<oracle::LikeRow> result;
    for (Id row = 0; row < side.size(); ++row) {
      const auto x = side.factors.row(row), m = means.row(row);
      result.push_back(
          {{x.begin(), x.end()}, {m.begin(), m.end()}, side.heads[row].bias, 0, 0, side.heads[row].strength});
    }
    return result;
  }
};

void expect_equal(const Side& side, const std::vector<oracle::LikeRow>& rows) {
  for (Id row = 0; row < side.size(); ++row) {
    ASSERT_NEAR(side.heads[row].bias, rows[row].bias, 1e-3);
    for (std::size_t k = 0; k < side.factors.rank(); ++k) ASSERT_NEAR(side.factors[row][k], rows[row].x[k], 1e-3);
    for (std::size_t k = side.factors.rank(); k < side.factors.stride(); ++k) ASSERT_EQ(side.factors[row][k], 0);
  }
}

void compare(const std::string& loss, const std::string& update, const std::string& sampling, std::size_t rank,
             bool cosine = false) {
  SCOPED_TRACE(loss + " " + update + " " + sampling + " rank " + std::to_string(rank));
  World world(rank);
  const Negatives sampler(world.grid, sampling, 0.5);
  auto users = world.rows(world.left, world.left_means), items = world.rows(world.right, world.right_means);
  SideState left_state = make_state(update, world.left), right_state = make_state(update, world.right);
  Contrastive work{
      Pointwise(world.left, left_state, world.right, right_state, 0), &sampler, 4, true, {0.8f, 1, kItems}, cosine};
  work.rows.biased = !cosine;
  work.rows.rate = 0.05f;
  work.rows.bias_strength = 0.02f;
  work.rows.left.means = world.left_means[0];
  work.rows.right.means = world.right_means[0];
  const oracle::LikeSetting setting{loss,   update, work.rows.rate, work.rows.bias_strength, 0.8f, 1, 4,
                                    kItems, true,   cosine};
  find_contrast_sweep(loss, update)(work, world.grid.bucket(0, 0), 0, Random(7));
  oracle::sweep_likes(users, items, world.grid.rows, setting, sampler, 0, Random(7));
  expect_equal(world.left, users);
  expect_equal(world.right, items);
}

TEST(Contrastive, EveryLossEqualsItsSlowTwin) {
  oracle::on_every_instruction_set([] {
    for (const std::string& loss : GroupLosses::names())
      for (const char* update : {"sgd", "adagrad"})
        for (const char* sampling : {"uniform", "popular"}) compare(loss, update, sampling, 9);
  });
}

TEST(Contrastive, EveryRankEqualsItsSlowTwin) {
  for (std::size_t rank : {1, 16, 33, 64, 100}) compare("softmax", "sgd", "batch", rank);
}

TEST(Contrastive, CosinesEqualTheirSlowTwin) {
  oracle::on_every_instruction_set([] {
    for (const char* loss : {"softmax", "bpr"})
      for (const char* update : {"sgd", "adagrad"})
        for (std::size_t rank : {3, 16, 40}) compare(loss, update, "uniform", rank, true);
  });
}

// A user who likes all items of a block leaves nothing to hold against them.
TEST(Contrastive, AUserWhoLikesEverythingChangesNothing) {
  Pool pool(1);
  std::vector<Rating> likes;
  for (Id i = 0; i < 5; ++i) likes.push_back({0, i, 1});
  const Grid grid = make_grid(likes, 1, 5, 1, 1, pool);
  const Negatives sampler(grid, "uniform", 1);
  Side left{Table(1, 4), std::vector<Head>(1)}, right{Table(5, 4), std::vector<Head>(5)};
  for (float& x : right.factors.padded()) x = 1;
  SideState none;
  Contrastive work{Pointwise(left, none, right, none, 0), &sampler, 4, true, {}};
  work.rows.rate = 0.1f;
  EXPECT_EQ(find_contrast_sweep("bpr", "sgd")(work, grid.bucket(0, 0), 0, Random(1)), 0);
  for (float x : right.factors.padded()) EXPECT_EQ(x, 1);
}

}  // namespace
}  // namespace kinfold
