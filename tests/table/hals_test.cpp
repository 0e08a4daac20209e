#include "table/hals.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "oracle/csr_matrix.h"
#include "oracle/low_rank.h"
#include "oracle/table_fixture.h"

namespace kinfold {
namespace {

using oracle::to_csr;

// Nonnegative scores of rank 3 plus noise; a third of the cells are zero.
Matrix planted(std::size_t rows, std::size_t columns) {
  Random random(5);
  Matrix left(rows, 3), right(columns, 3), cells(rows, columns);
  for (Matrix* side : {&left, &right})
    for (Id i = 0; i < side->rows(); ++i)
      for (float& x : side->row(i)) x = float(std::max(random.normal(), 0.0));
  for (Id i = 0; i < rows; ++i)
    for (Id j = 0; j < columns; ++j) {
      for (std::size_t k = 0; k < 3; ++k) cells[i][j] += left[i][k] * right[j][k];
      cells[i][j] = std::max(cells[i][j] + float(0.3 * random.normal()), 0.0f);
    }
  return cells;
}

std::vector<double> squares_of(const Matrix& cells, const std::vector<double>& mean = {}) {
  std::vector<double> squares(cells.rank());
  for (Id i = 0; i < cells.rows(); ++i)
    for (std::size_t j = 0; j < cells.rank(); ++j)
      squares[j] += std::pow(cells[i][j] - (mean.empty() ? 0 : mean[j]), 2);
  return squares;
}

FullMatrixOptions full_matrix_options(const SideRegularizer& rows, const SideRegularizer& columns,
                                      double tolerance = 1e-8) {
  FullMatrixOptions options;
  options.rank = 3;
  options.rows = rows;
  options.columns = columns;
  options.epochs = 2000;
  options.tolerance = tolerance;
  return options;
}

const SideRegularizer kL2{"l2", 2}, kL1{"l1", 3};

SideRegularizer side(const std::string& kind) {
  return kind == "l2" ? kL2 : kind == "l1" ? kL1 : SideRegularizer{kind, 0.1f};
}

double regularizer(const Matrix& rows, const SideRegularizer& side) {
  double sum = 0;
  for (Id i = 0; i < rows.rows(); ++i)
    for (float x : rows.row(i)) sum += side.kind == "l1" ? side.reg * std::fabs(x) : side.reg / 2 * x * x;
  return sum;
}

// The objective by its definition, and the squared residuals of each column.
double objective(const Matrix& cells, const FullMatrixFactors& f, const FullMatrixOptions& options,
                 std::vector<double>& residual) {
  residual.assign(cells.rank(), 0);
  double sum = regularizer(f.rows, options.rows) + regularizer(f.columns, options.columns);
  for (Id i = 0; i < cells.rows(); ++i)
    for (Id j = 0; j < cells.rank(); ++j) {
      double r = cells[i][j];
      for (std::size_t k = 0; k < options.rank; ++k) r -= double(f.rows[i][k]) * f.columns[j][k];
      residual[j] += r * r;
      sum += r * r / 2;
    }
  return sum;
}

using Sides = std::tuple<std::string, std::string>;
class HalsTest : public ::testing::TestWithParam<Sides> {
 protected:
  const Matrix cells_ = planted(150, 40);
  const MatrixBlocks blocks_{cells_};
  const DenseOperator table_{blocks_, {}};
  Pool pool_{2};
};

TEST_P(HalsTest, ObjectiveDecreasesAndMatchesDefinition) {
  const FullMatrixOptions options = full_matrix_options(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())));
  const FullMatrixFactors f = fit_hals(table_, squares_of(cells_), options, pool_);
  ASSERT_GE(f.objective.size(), 2u);
  const std::vector<double> squares = squares_of(cells_);
  const double rounding = 1e-6 * std::accumulate(squares.begin(), squares.end(), 0.0);
  for (std::size_t e = 1; e < f.objective.size(); ++e) EXPECT_LE(f.objective[e], f.objective[e - 1] + rounding);
  std::vector<double> residual;
  EXPECT_NEAR(f.objective.back(), objective(cells_, f, options, residual), 1e-4 * f.objective.back());
  for (std::size_t j = 0; j < residual.size(); ++j)
    EXPECT_NEAR(f.residual_squares[j], residual[j], 1e-3 * residual[j] + 1e-3);
}

// At convergence, the gradient of each entry satisfies the optimality conditions of its regularizer.
TEST_P(HalsTest, ConvergesToStationaryPoint) {
  const FullMatrixOptions options =
      full_matrix_options(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())), 1e-10);
  const FullMatrixFactors f = fit_hals(table_, squares_of(cells_), options, pool_);
  const double size = std::sqrt(double(cells_.rows()));
  for (Id j = 0; j < cells_.rank(); ++j)
    for (std::size_t k = 0; k < options.rank; ++k) {
      double gradient = 0;
      for (Id i = 0; i < cells_.rows(); ++i) {
        double r = -cells_[i][j];
        for (std::size_t l = 0; l < options.rank; ++l) r += double(f.rows[i][l]) * f.columns[j][l];
        gradient += r * f.rows[i][k];
      }
      const float c = f.columns[j][k];
      if (options.columns.kind != "l1") gradient += options.columns.reg * c;
      if (options.columns.kind == "l1" && c != 0) gradient += std::copysign(options.columns.reg, c);
      if (options.columns.kind == "l1" && c == 0) gradient = std::max(std::fabs(gradient) - options.columns.reg, 0.0);
      if (options.columns.kind == "nonnegative" && c == 0) gradient = std::min(gradient, 0.0);
      EXPECT_NEAR(gradient, 0, 0.02 * size) << j << ", " << k;
    }
}

// fit_low_rank minimizes the same objective from the same initial values, by other steps.
TEST_P(HalsTest, AgreesWithFitLowRank) {
  const FullMatrixOptions options = full_matrix_options(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())));
  const FullMatrixFactors f = fit_hals(table_, squares_of(cells_), options, pool_);
  LowRankOptions general = oracle::low_rank_options(3, 0);
  general.rows = options.rows;
  general.columns = options.columns;
  general.offsets = false;
  general.epochs = 2000;
  general.tolerance = 1e-8;
  const LowRankModel other = fit_low_rank(cells_, nullptr, oracle::columns_of(40, "squared"), general, pool_);
  EXPECT_NEAR(f.objective.back(), other.objective.back(), 0.01 * other.objective.back());
}

TEST_P(HalsTest, DoesNotDependOnThreadsOrStorage) {
  const FullMatrixOptions options =
      full_matrix_options(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())), 1e-5);
  const std::vector<double> squares = squares_of(cells_);
  const FullMatrixFactors one = fit_hals(table_, squares, options, pool_);
  Pool three(3);
  const FullMatrixFactors same = fit_hals(table_, squares, options, three);
  EXPECT_TRUE(std::ranges::equal(one.rows.padded(), same.rows.padded()));
  EXPECT_TRUE(std::ranges::equal(one.columns.padded(), same.columns.padded()));
  const CsrMatrix sparse = to_csr(cells_);
  const FullMatrixFactors other = fit_hals(SparseOperator(sparse, {}), squares, options, pool_);
  EXPECT_NEAR(other.objective.back(), one.objective.back(), 1e-3 * one.objective.back());
}

INSTANTIATE_TEST_SUITE_P(Sides, HalsTest,
                         ::testing::Values(Sides("nonnegative", "nonnegative"), Sides("l2", "l1"), Sides("l2", "l2"),
                                           Sides("nonnegative", "l1")));

TEST(Hals, BestRestartIsKept) {
  const Matrix cells = planted(60, 20);
  const MatrixBlocks blocks(cells);
  Pool pool(2);
  FullMatrixOptions options = full_matrix_options(side("nonnegative"), side("nonnegative"), 1e-5);
  options.rank = 5;
  double last = INFINITY;
  for (std::size_t restarts : {1, 4, 12}) {
    options.restarts = restarts;
    const double now = fit_hals(DenseOperator(blocks, {}), squares_of(cells), options, pool).objective.back();
    EXPECT_LE(now, last);
    last = now;
  }
  options.restarts = 1;
  EXPECT_LT(last, fit_hals(DenseOperator(blocks, {}), squares_of(cells), options, pool).objective.back());
}

TEST(Hals, CentredSparseTableMatchesDenseTable) {
  const Matrix cells = planted(120, 30);
  const MatrixBlocks blocks(cells);
  const CsrMatrix sparse = to_csr(cells);
  Pool pool(2);
  const std::vector<double> mean = column_stats(blocks, pool).mean;
  const FullMatrixOptions options = full_matrix_options(kL2, kL1);
  const FullMatrixFactors dense = fit_hals(DenseOperator(blocks, {mean, {}}), squares_of(cells, mean), options, pool);
  const FullMatrixFactors other = fit_hals(SparseOperator(sparse, {mean, {}}), squares_of(cells, mean), options, pool);
  EXPECT_NEAR(dense.objective.back(), other.objective.back(), 1e-4 * dense.objective.back());
  const auto zeros = [](const Matrix& t) { return std::ranges::count(t.padded(), 0.0f); };
  EXPECT_GT(zeros(dense.columns), zeros(Matrix(30, 16)) - 30 * 3);  // beyond the padding
}

}  // namespace
}  // namespace kinfold
