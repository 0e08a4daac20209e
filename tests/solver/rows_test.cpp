#include "solver/rows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "oracle/instruction_sets.h"
#include "oracle/row_world.h"

namespace kinfold {
namespace {

using World = oracle::RowWorld;

TEST(Rows, OneBlockIsTheExactMinimum) {
  oracle::on_every_instruction_set([] {
    for (std::size_t rank : {1, 3, 16, 17, 40, 64}) {
      SCOPED_TRACE(rank);
      World world(rank);
      const RowSystem s = world.system();
      solve_rows(s, world.rows, world.pool);
      world.expect_least(s);
    }
  });
}

TEST(Rows, WeightsAndAllOtherPairsCount) {
  oracle::on_every_instruction_set([] {
    World world(20, true);
    RowSystem s = world.system();
    const Table gram = gram_matrix(world.fixed, 0.3f, world.pool);
    s.gram = &gram;
    s.precision = 1.7f;
    solve_rows(s, world.rows, world.pool);
    world.expect_least(s, 0.3);
  });
}

TEST(Rows, NarrowBlocksComeToTheSameMinimum) {
  World world(50, true);
  RowSystem s = world.system();
  const Table gram = gram_matrix(world.fixed, 0.1f, world.pool);
  s.gram = &gram;
  s.block = 16;
  for (int sweep = 0; sweep < 200; ++sweep) solve_rows(s, world.rows, world.pool);
  world.expect_least(s, 0.1, 1e-3);
}

TEST(Rows, ReturnsTheSquaredResidualsAndTheResidualsThemselves) {
  World world(10, true);
  std::vector<float> residuals;
  const double sum = solve_rows(world.system(), world.rows, world.pool, &residuals);
  double expected = 0;
  for (Id u = 0; u < World::kRows; ++u)
    for (std::uint64_t n = world.examples.begin[u]; n < world.examples.begin[u + 1]; ++n) {
      double e = world.examples.target[n];
      for (std::size_t c = 0; c < 10; ++c) e -= world.rows[u][c] * world.fixed[world.examples.other[n]][c];
      EXPECT_NEAR(residuals[n], e, 1e-4);
      expected += world.examples.weight[n] * e * e;
    }
  EXPECT_NEAR(sum, expected, 1e-3);
}

TEST(Rows, HeldColumnsStay) {
  World world(6);
  world.strength[4] = kHeld;
  const Table before = world.rows;
  solve_rows(world.system(), world.rows, world.pool);
  for (Id u = 0; u < World::kRows; ++u) {
    EXPECT_FLOAT_EQ(world.rows[u][4], before[u][4]);
    EXPECT_NE(world.rows[u][3], before[u][3]);
  }
}

TEST(Rows, ARowWithoutExamplesIsItsMean) {
  World world(6);
  solve_rows(world.system(), world.rows, world.pool);
  for (std::size_t c = 0; c < 6; ++c)
    EXPECT_NEAR(world.rows[World::kRows - 1][c], world.means[World::kRows - 1][c], 1e-5);
}

// At the minimum no free entry has a slope, and no entry at a bound has one that leads away from it.
TEST(Rows, ConstrainedAnswersMeetTheirConditions) {
  for (const RowAnswer answer : {RowAnswer::kNonNegative, RowAnswer::kLasso}) {
    World world(8);
    RowSystem s = world.system();
    s.means = nullptr;
    s.answer = answer;
    s.lasso = 0.3f;
    s.free_columns = 6;
    for (Id u = 0; u < World::kRows; ++u)
      for (float& x : world.rows.row(u)) x = std::fabs(x);
    solve_rows(s, world.rows, world.pool);
    std::size_t zeros = 0;
    for (Id u = 0; u < World::kRows; ++u) {
      const oracle::Normal normal = oracle::normal_equations(s, u, 8, 0);
      for (std::size_t c = 0; c < 8; ++c) {
        double slope = -normal.b[c];
        for (std::size_t k = 0; k < 8; ++k) slope += normal.a[c][k] * world.rows[u][k];
        const float x = world.rows[u][c], most = answer == RowAnswer::kLasso ? s.lasso * world.scale[u] : 0;
        zeros += c < 6 && x == 0;
        const bool at_bound = c < 6 && x == 0, lasso = answer == RowAnswer::kLasso;
        const double due = c >= 6 || !lasso ? 0 : x > 0 ? -most : most;
        if (!at_bound) {
          EXPECT_NEAR(slope, due, 1e-3);
        } else if (lasso) {
          EXPECT_LE(std::fabs(slope), most + 1e-3);
        } else {
          EXPECT_GE(slope, -1e-3);
        }
        if (c < 6 && !lasso) {
          EXPECT_GE(x, 0);
        }
      }
    }
    EXPECT_GT(zeros, 5u);
  }
}

// Draws of one row have the posterior's mean and covariance, both known in closed form.
TEST(Rows, SamplesFollowThePosterior) {
  constexpr std::size_t kRank = 3, kDraws = 20000;
  World world(kRank);
  RowSystem s = world.system();
  s.answer = RowAnswer::kSample;
  s.precision = 2;
  const Id row = 2;
  const oracle::Normal normal = oracle::normal_equations(s, row, kRank, 0);
  const std::vector<double> mean = oracle::solve(normal.a, normal.b);
  std::vector<double> sum(kRank);
  oracle::Matrix products(kRank, std::vector<double>(kRank));
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    s.seed = draw;
    solve_rows(s, world.rows, world.pool);
    for (std::size_t i = 0; i < kRank; ++i) {
      sum[i] += world.rows[row][i];
      for (std::size_t j = 0; j < kRank; ++j)
        products[i][j] += (world.rows[row][i] - mean[i]) * (world.rows[row][j] - mean[j]);
    }
  }
  for (std::size_t i = 0; i < kRank; ++i) {
    std::vector<double> unit(kRank);
    unit[i] = 1;
    const std::vector<double> covariance = oracle::solve(normal.a, unit);
    EXPECT_NEAR(sum[i] / kDraws, mean[i], 4 * std::sqrt(covariance[i] / kDraws));
    for (std::size_t j = 0; j < kRank; ++j) EXPECT_NEAR(products[i][j] / kDraws, covariance[j], 0.04 * covariance[i]);
  }
}

TEST(Rows, TheNumberOfThreadsChangesNothing) {
  std::vector<Table> results;
  for (std::size_t threads : {1, 3}) {
    World world(20);
    Pool pool(threads);
    RowSystem s = world.system();
    s.answer = RowAnswer::kSample;
    const Table gram = gram_matrix(world.fixed, 0.2f, pool);
    s.gram = &gram;
    solve_rows(s, world.rows, pool);
    results.push_back(world.rows);
  }
  EXPECT_TRUE(std::ranges::equal(results[0].padded(), results[1].padded()));
}

}  // namespace
}  // namespace kinfold
