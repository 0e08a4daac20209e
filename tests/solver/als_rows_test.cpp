#include "solver/als_rows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "oracle/instruction_sets.h"
#include "oracle/row_fixture.h"

namespace kinfold {
namespace {

using RowFixture = oracle::RowFixture;

TEST(AlsRows, OneBlockGivesTheExactMinimum) {
  oracle::on_every_instruction_set([] {
    for (std::size_t rank : {1, 3, 16, 17, 40, 64}) {
      SCOPED_TRACE(rank);
      RowFixture fixture(rank);
      const RowSystem s = fixture.system();
      solve_rows(s, fixture.rows, fixture.pool);
      fixture.expect_minimum(s);
    }
  });
}

TEST(AlsRows, UsesWeightsAndUnobservedPairs) {
  oracle::on_every_instruction_set([] {
    RowFixture fixture(20, true);
    RowSystem s = fixture.system();
    const Matrix gram = gram_matrix(fixture.fixed, 0.3f, fixture.pool);
    s.gram = &gram;
    s.precision = 1.7f;
    solve_rows(s, fixture.rows, fixture.pool);
    fixture.expect_minimum(s, 0.3);
  });
}

TEST(AlsRows, SmallBlocksConvergeToTheSameMinimum) {
  RowFixture fixture(50, true);
  RowSystem s = fixture.system();
  const Matrix gram = gram_matrix(fixture.fixed, 0.1f, fixture.pool);
  s.gram = &gram;
  s.block = 16;
  for (int sweep = 0; sweep < 200; ++sweep) solve_rows(s, fixture.rows, fixture.pool);
  fixture.expect_minimum(s, 0.1, 1e-3);
}

TEST(AlsRows, ReturnsResidualsAndTheirSquares) {
  RowFixture fixture(10, true);
  std::vector<float> residuals;
  const double sum = solve_rows(fixture.system(), fixture.rows, fixture.pool, &residuals);
  double expected = 0;
  for (Id u = 0; u < RowFixture::kRows; ++u)
    for (std::uint64_t n = fixture.examples.begin[u]; n < fixture.examples.begin[u + 1]; ++n) {
      double e = fixture.examples.target[n];
      for (std::size_t c = 0; c < 10; ++c) e -= fixture.rows[u][c] * fixture.fixed[fixture.examples.other[n]][c];
      EXPECT_NEAR(residuals[n], e, 1e-4);
      expected += fixture.examples.weight[n] * e * e;
    }
  EXPECT_NEAR(sum, expected, 1e-3);
}

TEST(AlsRows, FixedColumnsDoNotChange) {
  RowFixture fixture(6);
  fixture.reg[4] = kFixedReg;
  const Matrix before = fixture.rows;
  solve_rows(fixture.system(), fixture.rows, fixture.pool);
  for (Id u = 0; u < RowFixture::kRows; ++u) {
    EXPECT_FLOAT_EQ(fixture.rows[u][4], before[u][4]);
    EXPECT_NE(fixture.rows[u][3], before[u][3]);
  }
}

TEST(AlsRows, ARowWithoutExamplesIsItsMean) {
  RowFixture fixture(6);
  solve_rows(fixture.system(), fixture.rows, fixture.pool);
  for (std::size_t c = 0; c < 6; ++c)
    EXPECT_NEAR(fixture.rows[RowFixture::kRows - 1][c], fixture.means[RowFixture::kRows - 1][c], 1e-5);
}

// At the minimum, free entries have no gradient, and entries at a bound have none that points into the feasible set.
TEST(AlsRows, ConstrainedSolutionsSatisfyTheKktConditions) {
  for (const RowMethod method : {RowMethod::kNonNegative, RowMethod::kL1}) {
    RowFixture fixture(8);
    RowSystem s = fixture.system();
    s.means = nullptr;
    s.method = method;
    s.l1 = 0.3f;
    s.constrained_columns = 6;
    for (Id u = 0; u < RowFixture::kRows; ++u)
      for (float& x : fixture.rows.row(u)) x = std::fabs(x);
    solve_rows(s, fixture.rows, fixture.pool);
    std::size_t zeros = 0;
    for (Id u = 0; u < RowFixture::kRows; ++u) {
      const oracle::NormalEquations normal = oracle::normal_equations(s, u, 8, 0);
      for (std::size_t c = 0; c < 8; ++c) {
        double gradient = -normal.b[c];
        for (std::size_t k = 0; k < 8; ++k) gradient += normal.a[c][k] * fixture.rows[u][k];
        const float x = fixture.rows[u][c], most = method == RowMethod::kL1 ? s.l1 * fixture.scale[u] : 0;
        zeros += c < 6 && x == 0;
        const bool at_bound = c < 6 && x == 0, l1 = method == RowMethod::kL1;
        const double due = c >= 6 || !l1 ? 0 : x > 0 ? -most : most;
        if (!at_bound) {
          EXPECT_NEAR(gradient, due, 1e-3);
        } else if (l1) {
          EXPECT_LE(std::fabs(gradient), most + 1e-3);
        } else {
          EXPECT_GE(gradient, -1e-3);
        }
        if (c < 6 && !l1) {
          EXPECT_GE(x, 0);
        }
      }
    }
    EXPECT_GT(zeros, 5u);
  }
}

// Samples of one row have the mean and covariance of the posterior, which are known in closed form.
TEST(AlsRows, SamplesFollowThePosterior) {
  constexpr std::size_t kRank = 3, kSamples = 20000;
  RowFixture fixture(kRank);
  RowSystem s = fixture.system();
  s.method = RowMethod::kGibbsSample;
  s.precision = 2;
  const Id row = 2;
  const oracle::NormalEquations normal = oracle::normal_equations(s, row, kRank, 0);
  const std::vector<double> mean = oracle::solve(normal.a, normal.b);
  std::vector<double> sum(kRank);
  oracle::DoubleMatrix products(kRank, std::vector<double>(kRank));
  for (std::size_t sample = 0; sample < kSamples; ++sample) {
    s.seed = sample;
    solve_rows(s, fixture.rows, fixture.pool);
    for (std::size_t i = 0; i < kRank; ++i) {
      sum[i] += fixture.rows[row][i];
      for (std::size_t j = 0; j < kRank; ++j)
        products[i][j] += (fixture.rows[row][i] - mean[i]) * (fixture.rows[row][j] - mean[j]);
    }
  }
  for (std::size_t i = 0; i < kRank; ++i) {
    std::vector<double> unit(kRank);
    unit[i] = 1;
    const std::vector<double> covariance = oracle::solve(normal.a, unit);
    EXPECT_NEAR(sum[i] / kSamples, mean[i], 4 * std::sqrt(covariance[i] / kSamples));
    for (std::size_t j = 0; j < kRank; ++j) EXPECT_NEAR(products[i][j] / kSamples, covariance[j], 0.04 * covariance[i]);
  }
}

TEST(AlsRows, DoesNotDependOnThreads) {
  std::vector<Matrix> results;
  for (std::size_t threads : {1, 3}) {
    RowFixture fixture(20);
    Pool pool(threads);
    RowSystem s = fixture.system();
    s.method = RowMethod::kGibbsSample;
    const Matrix gram = gram_matrix(fixture.fixed, 0.2f, pool);
    s.gram = &gram;
    solve_rows(s, fixture.rows, pool);
    results.push_back(fixture.rows);
  }
  EXPECT_TRUE(std::ranges::equal(results[0].padded(), results[1].padded()));
}

}  // namespace
}  // namespace kinfold
