#include "table/kl_nmf.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "oracle/csr_matrix.h"

namespace kinfold {
namespace {

using oracle::to_csr;

constexpr std::size_t kKlNmfRows = 130, kCountColumns = 25, kKlNmfRank = 3;

// Random counts whose means are nonnegative scores of rank 3; most cells are zero.
Matrix counts() {
  Random random(4);
  Matrix left(kKlNmfRows, kKlNmfRank), right(kCountColumns, kKlNmfRank), cells(kKlNmfRows, kCountColumns);
  for (Matrix* side : {&left, &right})
    for (Id i = 0; i < side->rows(); ++i)
      for (float& x : side->row(i)) x = float(std::max(random.normal(), 0.0));
  for (Id i = 0; i < kKlNmfRows; ++i)
    for (Id j = 0; j < kCountColumns; ++j) {
      double mean = 0;
      for (std::size_t k = 0; k < kKlNmfRank; ++k) mean += double(left[i][k]) * right[j][k];
      while (random.uniform() > std::exp(-mean / 2)) cells[i][j] += 1;
    }
  return cells;
}

std::vector<double> squared_norm(const Matrix& cells) {
  std::vector<double> squares(kCountColumns);
  for (Id i = 0; i < kKlNmfRows; ++i)
    for (std::size_t j = 0; j < kCountColumns; ++j) squares[j] += double(cells[i][j]) * cells[i][j];
  return squares;
}

FullMatrixOptions kl_nmf_options(float reg, double tolerance = 1e-8) {
  FullMatrixOptions options;
  options.rank = kKlNmfRank;
  options.rows = options.columns = {"nonnegative", reg};
  options.epochs = 3000;
  options.tolerance = tolerance;
  return options;
}

double score(const FullMatrixFactors& f, Id i, Id j) {
  double s = 0;
  for (std::size_t k = 0; k < kKlNmfRank; ++k) s += double(f.rows[i][k]) * f.columns[j][k];
  return s;
}

double kl_objective(const Matrix& cells, const FullMatrixFactors& f, double reg) {
  double sum = 0;
  for (Id i = 0; i < kKlNmfRows; ++i)
    for (Id j = 0; j < kCountColumns; ++j) {
      const double t = cells[i][j], s = std::max(score(f, i, j), 1e-8);
      sum += s - t + (t > 0 ? t * std::log(t / s) : 0);
    }
  for (const Matrix* side : {&f.rows, &f.columns})
    for (float x : side->padded()) sum += reg / 2 * x * x;
  return sum;
}

class KlNmfTest : public ::testing::TestWithParam<float> {
 protected:
  const Matrix cells_ = counts();
  const MatrixBlocks blocks_{cells_};
  const DenseOperator table_{blocks_, {}};
  Pool pool_{2};
};

TEST_P(KlNmfTest, ObjectiveDecreasesAndMatchesDefinition) {
  const FullMatrixFactors f = fit_kl_nmf(table_, squared_norm(cells_), kl_nmf_options(GetParam()), pool_);
  ASSERT_GT(f.objective.size(), 5u);
  for (std::size_t e = 1; e < f.objective.size(); ++e) EXPECT_LE(f.objective[e], f.objective[e - 1] * (1 + 1e-6));
  EXPECT_NEAR(f.objective.back(), kl_objective(cells_, f, GetParam()), 1e-3 * f.objective.back());
  double residual = 0;
  for (Id i = 0; i < kKlNmfRows; ++i) residual += std::pow(cells_[i][3] - score(f, i, 3), 2);
  EXPECT_NEAR(f.residual_squares[3], residual, 1e-3 * residual);
}

// Optimality conditions: the gradient is zero for positive entries, and nonnegative for zero entries.
TEST_P(KlNmfTest, ConvergesToStationaryPoint) {
  const FullMatrixFactors f = fit_kl_nmf(table_, squared_norm(cells_), kl_nmf_options(GetParam(), 1e-11), pool_);
  for (Id j = 0; j < kCountColumns; ++j)
    for (std::size_t k = 0; k < kKlNmfRank; ++k) {
      double gradient = GetParam() * f.columns[j][k], size = 0;
      for (Id i = 0; i < kKlNmfRows; ++i) {
        gradient += f.rows[i][k] * (1 - cells_[i][j] / std::max(score(f, i, j), 1e-8));
        size += f.rows[i][k];
      }
      EXPECT_GE(gradient, -0.02 * size) << j << ", " << k;
      if (f.columns[j][k] > 0.05f) {
        EXPECT_LE(gradient, 0.02 * size) << j << ", " << k;
      }
    }
}

TEST_P(KlNmfTest, DoesNotDependOnThreadsOrStorage) {
  const FullMatrixFactors f = fit_kl_nmf(table_, squared_norm(cells_), kl_nmf_options(GetParam(), 1e-5), pool_);
  Pool three(3);
  const FullMatrixFactors same = fit_kl_nmf(table_, squared_norm(cells_), kl_nmf_options(GetParam(), 1e-5), three);
  EXPECT_TRUE(std::ranges::equal(f.rows.padded(), same.rows.padded()));
  const CsrMatrix sparse = to_csr(cells_);
  const FullMatrixFactors other =
      fit_kl_nmf(SparseOperator(sparse, {}), squared_norm(cells_), kl_nmf_options(GetParam(), 1e-5), pool_);
  EXPECT_NEAR(other.objective.back(), f.objective.back(), 1e-3 * f.objective.back());
}

INSTANTIATE_TEST_SUITE_P(Regs, KlNmfTest, ::testing::Values(0.0f, 0.5f));

}  // namespace
}  // namespace kinfold
