#include "factorization/sgd_sampled.h"

#include <gtest/gtest.h>

#include "oracle/instruction_sets.h"
#include "oracle/sgd_sampled.h"

namespace kinfold {
namespace {

constexpr std::size_t kSgdSampledUsers = 12, kSgdSampledItems = 15;

// One bucket of likes, and two sides with row means.
struct SampledSgdFixture {
  Pool pool{1};
  Grid grid;
  FactorSide left, right;
  Matrix left_means, right_means;

  explicit SampledSgdFixture(std::size_t rank) {
    Random random(2);
    std::vector<Rating> likes;
    for (Id u = 0; u < kSgdSampledUsers; ++u)
      for (Id i = 0; i < kSgdSampledItems; ++i)
        if (random.uniform() < 0.3) likes.push_back({u, i, float(0.5 + random.uniform())});
    grid = make_grid(likes, kSgdSampledUsers, kSgdSampledItems, 1, 1, pool);
    for (const auto& [side, means, rows] :
         {std::tuple(&left, &left_means, kSgdSampledUsers), std::tuple(&right, &right_means, kSgdSampledItems)}) {
      *side = {Matrix(rows, rank), std::vector<BiasAndReg>(rows)};
      *means = Matrix(rows, rank);
      for (Id row = 0; row < rows; ++row) {
        for (float& x : side->factors.row(row)) x = float(0.5 * random.normal());
        for (float& x : means->row(row)) x = float(0.2 * random.normal());
        side->bias_and_reg[row] = {0, float(0.1 * random.uniform())};
      }
    }
  }
  std::vector<oracle::LikeRow> rows(const FactorSide& side, const Matrix& means) const {
    std::vector<oracle::LikeRow> result;
    for (Id row = 0; row < side.size(); ++row) {
      const auto x = side.factors.row(row), m = means.row(row);
      result.push_back(
          {{x.begin(), x.end()}, {m.begin(), m.end()}, side.bias_and_reg[row].bias, 0, 0, side.bias_and_reg[row].reg});
    }
    return result;
  }
};

void expect_equal_sides(const FactorSide& side, const std::vector<oracle::LikeRow>& rows) {
  for (Id row = 0; row < side.size(); ++row) {
    ASSERT_NEAR(side.bias_and_reg[row].bias, rows[row].bias, 1e-3);
    for (std::size_t k = 0; k < side.factors.rank(); ++k) ASSERT_NEAR(side.factors[row][k], rows[row].x[k], 1e-3);
    for (std::size_t k = side.factors.rank(); k < side.factors.stride(); ++k) ASSERT_EQ(side.factors[row][k], 0);
  }
}

void compare_sampled_sgd(const std::string& loss, const std::string& optimizer, const std::string& sampling,
                         std::size_t rank, bool cosine = false) {
  SCOPED_TRACE(loss + " " + optimizer + " " + sampling + " rank " + std::to_string(rank));
  SampledSgdFixture fixture(rank);
  const NegativeSampler sampler(fixture.grid, sampling, 0.5);
  auto users = fixture.rows(fixture.left, fixture.left_means), items = fixture.rows(fixture.right, fixture.right_means);
  SideState left_state = make_side_state(optimizer, fixture.left),
            right_state = make_side_state(optimizer, fixture.right);
  SampledSgd sgd{PointwiseSgd(fixture.left, left_state, fixture.right, right_state, 0),
                 &sampler,
                 4,
                 true,
                 {0.8f, 1, kSgdSampledItems},
                 cosine};
  sgd.rows.biased = !cosine;
  sgd.rows.lr = 0.05f;
  sgd.rows.bias_reg = 0.02f;
  sgd.rows.left.means = fixture.left_means[0];
  sgd.rows.right.means = fixture.right_means[0];
  const oracle::SampledSgdCase reference_case{
      loss, optimizer, sgd.rows.lr, sgd.rows.bias_reg, 0.8f, 1, 4, kSgdSampledItems, true, cosine};
  find_sampled_sweep(loss, optimizer)(sgd, fixture.grid.bucket(0, 0), 0, Random(7));
  oracle::sweep_likes(users, items, fixture.grid.rows, reference_case, sampler, 0, Random(7));
  expect_equal_sides(fixture.left, users);
  expect_equal_sides(fixture.right, items);
}

TEST(SampledSgd, EveryLossEqualsTheReference) {
  oracle::on_every_instruction_set([] {
    for (const std::string& loss : GroupLosses::names())
      for (const char* optimizer : {"sgd", "rowwise-adagrad"})
        for (const char* sampling : {"uniform", "popularity"}) compare_sampled_sgd(loss, optimizer, sampling, 9);
  });
}

TEST(SampledSgd, EveryRankEqualsTheReference) {
  for (std::size_t rank : {1, 16, 33, 64, 100}) compare_sampled_sgd("softmax", "sgd", "in-batch", rank);
}

TEST(SampledSgd, CosinesEqualTheReference) {
  oracle::on_every_instruction_set([] {
    for (const char* loss : {"softmax", "bpr"})
      for (const char* optimizer : {"sgd", "rowwise-adagrad"})
        for (std::size_t rank : {3, 16, 40}) compare_sampled_sgd(loss, optimizer, "uniform", rank, true);
  });
}

// There are no negatives for a user who likes all items of a block.
TEST(SampledSgd, AUserWhoLikesEverythingChangesNothing) {
  Pool pool(1);
  std::vector<Rating> likes;
  for (Id i = 0; i < 5; ++i) likes.push_back({0, i, 1});
  const Grid grid = make_grid(likes, 1, 5, 1, 1, pool);
  const NegativeSampler sampler(grid, "uniform", 1);
  FactorSide left{Matrix(1, 4), std::vector<BiasAndReg>(1)}, right{Matrix(5, 4), std::vector<BiasAndReg>(5)};
  for (float& x : right.factors.padded()) x = 1;
  SideState none;
  SampledSgd sgd{PointwiseSgd(left, none, right, none, 0), &sampler, 4, true, {}};
  sgd.rows.lr = 0.1f;
  EXPECT_EQ(find_sampled_sweep("bpr", "sgd")(sgd, grid.bucket(0, 0), 0, Random(1)), 0);
  for (float x : right.factors.padded()) EXPECT_EQ(x, 1);
}

}  // namespace
}  // namespace kinfold
