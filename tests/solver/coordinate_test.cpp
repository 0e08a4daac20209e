#include "solver/coordinate.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "oracle/low_rank.h"
#include "oracle/sparse.h"
#include "oracle/table_world.h"

namespace kinfold {
namespace {

using oracle::sparse_of;

// Non-negative scores of rank 3 and noise; a third of the cells are zero.
Table planted(std::size_t rows, std::size_t columns) {
  Random random(5);
  Table left(rows, 3), right(columns, 3), cells(rows, columns);
  for (Table* side : {&left, &right})
    for (Id i = 0; i < side->rows(); ++i)
      for (float& x : side->row(i)) x = float(std::max(random.normal(), 0.0));
  for (Id i = 0; i < rows; ++i)
    for (Id j = 0; j < columns; ++j) {
      for (std::size_t k = 0; k < 3; ++k) cells[i][j] += left[i][k] * right[j][k];
      cells[i][j] = std::max(cells[i][j] + float(0.3 * random.normal()), 0.0f);
    }
  return cells;
}

std::vector<double> squares_of(const Table& cells, const std::vector<double>& mean = {}) {
  std::vector<double> squares(cells.rank());
  for (Id i = 0; i < cells.rows(); ++i)
    for (std::size_t j = 0; j < cells.rank(); ++j)
      squares[j] += std::pow(cells[i][j] - (mean.empty() ? 0 : mean[j]), 2);
  return squares;
}

CoordinateRule rule_of(const SidePenalty& rows, const SidePenalty& columns, double tolerance = 1e-8) {
  CoordinateRule rule;
  rule.rank = 3;
  rule.rows = rows;
  rule.columns = columns;
  rule.epochs = 2000;
  rule.tolerance = tolerance;
  return rule;
}

const SidePenalty kRidge{"ridge", 2}, kLasso{"lasso", 3};

SidePenalty side(const std::string& kind) {
  return kind == "ridge" ? kRidge : kind == "lasso" ? kLasso : SidePenalty{kind, 0.1f};
}

double penalty(const Table& rows, const SidePenalty& side) {
  double sum = 0;
  for (Id i = 0; i < rows.rows(); ++i)
    for (float x : rows.row(i)) sum += side.kind == "lasso" ? side.strength * std::fabs(x) : side.strength / 2 * x * x;
  return sum;
}

// The objective of its definition, and what is left of each column.
double objective(const Table& cells, const WholeFactors& f, const CoordinateRule& rule, std::vector<double>& left) {
  left.assign(cells.rank(), 0);
  double sum = penalty(f.rows, rule.rows) + penalty(f.columns, rule.columns);
  for (Id i = 0; i < cells.rows(); ++i)
    for (Id j = 0; j < cells.rank(); ++j) {
      double r = cells[i][j];
      for (std::size_t k = 0; k < rule.rank; ++k) r -= double(f.rows[i][k]) * f.columns[j][k];
      left[j] += r * r;
      sum += r * r / 2;
    }
  return sum;
}

using Sides = std::tuple<std::string, std::string>;
class Whole : public ::testing::TestWithParam<Sides> {
 protected:
  const Table cells_ = planted(150, 40);
  const TableBlocks blocks_{cells_};
  const DenseOperator table_{blocks_, {}};
  Pool pool_{2};
};

TEST_P(Whole, ObjectiveFallsAndIsWhatItSays) {
  const CoordinateRule rule = rule_of(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())));
  const WholeFactors f = fit_whole(table_, squares_of(cells_), rule, pool_);
  ASSERT_GE(f.objective.size(), 2u);
  const std::vector<double> squares = squares_of(cells_);
  const double rounding = 1e-6 * std::accumulate(squares.begin(), squares.end(), 0.0);
  for (std::size_t e = 1; e < f.objective.size(); ++e) EXPECT_LE(f.objective[e], f.objective[e - 1] + rounding);
  std::vector<double> left;
  EXPECT_NEAR(f.objective.back(), objective(cells_, f, rule, left), 1e-4 * f.objective.back());
  for (std::size_t j = 0; j < left.size(); ++j) EXPECT_NEAR(f.left[j], left[j], 1e-3 * left[j] + 1e-3);
}

// At rest, the slope by each entry is zero where the entry may move, and keeps it at zero where it may not.
TEST_P(Whole, RestsWhereNoEntryGains) {
  const CoordinateRule rule = rule_of(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())), 1e-10);
  const WholeFactors f = fit_whole(table_, squares_of(cells_), rule, pool_);
  const double size = std::sqrt(double(cells_.rows()));
  for (Id j = 0; j < cells_.rank(); ++j)
    for (std::size_t k = 0; k < rule.rank; ++k) {
      double slope = 0;
      for (Id i = 0; i < cells_.rows(); ++i) {
        double r = -cells_[i][j];
        for (std::size_t l = 0; l < rule.rank; ++l) r += double(f.rows[i][l]) * f.columns[j][l];
        slope += r * f.rows[i][k];
      }
      const float c = f.columns[j][k];
      if (rule.columns.kind != "lasso") slope += rule.columns.strength * c;
      if (rule.columns.kind == "lasso" && c != 0) slope += std::copysign(rule.columns.strength, c);
      if (rule.columns.kind == "lasso" && c == 0) slope = std::max(std::fabs(slope) - rule.columns.strength, 0.0);
      if (rule.columns.kind == "non-negative" && c == 0) slope = std::min(slope, 0.0);
      EXPECT_NEAR(slope, 0, 0.02 * size) << j << ", " << k;
    }
}

// The general solver minimises the same from the same start, though by other steps.
TEST_P(Whole, AgreesWithTheGeneralSolver) {
  const CoordinateRule rule = rule_of(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())));
  const WholeFactors f = fit_whole(table_, squares_of(cells_), rule, pool_);
  LowRankRule general = oracle::rule_of(3, 0);
  general.rows = rule.rows;
  general.columns = rule.columns;
  general.offsets = false;
  general.epochs = 2000;
  general.tolerance = 1e-8;
  const LowRank other = fit_low_rank(cells_, nullptr, oracle::columns_of(40, "squared"), general, pool_);
  EXPECT_NEAR(f.objective.back(), other.objective.back(), 0.01 * other.objective.back());
}

TEST_P(Whole, ThreadsAndZerosChangeNothing) {
  const CoordinateRule rule = rule_of(side(std::get<0>(GetParam())), side(std::get<1>(GetParam())), 1e-5);
  const std::vector<double> squares = squares_of(cells_);
  const WholeFactors one = fit_whole(table_, squares, rule, pool_);
  Pool three(3);
  const WholeFactors same = fit_whole(table_, squares, rule, three);
  EXPECT_TRUE(std::ranges::equal(one.rows.padded(), same.rows.padded()));
  EXPECT_TRUE(std::ranges::equal(one.columns.padded(), same.columns.padded()));
  const Sparse sparse = sparse_of(cells_);
  const WholeFactors other = fit_whole(SparseOperator(sparse, {}), squares, rule, pool_);
  EXPECT_NEAR(other.objective.back(), one.objective.back(), 1e-3 * one.objective.back());
}

INSTANTIATE_TEST_SUITE_P(Sides, Whole,
                         ::testing::Values(Sides("non-negative", "non-negative"), Sides("ridge", "lasso"),
                                           Sides("ridge", "ridge"), Sides("non-negative", "lasso")));

TEST(Coordinate, TheBestStartCounts) {
  const Table cells = planted(60, 20);
  const TableBlocks blocks(cells);
  Pool pool(2);
  CoordinateRule rule = rule_of(side("non-negative"), side("non-negative"), 1e-5);
  rule.rank = 5;
  double last = INFINITY;
  for (std::size_t starts : {1, 4, 12}) {
    rule.starts = starts;
    const double now = fit_whole(DenseOperator(blocks, {}), squares_of(cells), rule, pool).objective.back();
    EXPECT_LE(now, last);
    last = now;
  }
  rule.starts = 1;
  EXPECT_LT(last, fit_whole(DenseOperator(blocks, {}), squares_of(cells), rule, pool).objective.back());
}

TEST(Coordinate, CentredZerosAreCentredCells) {
  const Table cells = planted(120, 30);
  const TableBlocks blocks(cells);
  const Sparse sparse = sparse_of(cells);
  Pool pool(2);
  const std::vector<double> mean = column_facts(blocks, pool).mean;
  const CoordinateRule rule = rule_of(kRidge, kLasso);
  const WholeFactors dense = fit_whole(DenseOperator(blocks, {mean, {}}), squares_of(cells, mean), rule, pool);
  const WholeFactors other = fit_whole(SparseOperator(sparse, {mean, {}}), squares_of(cells, mean), rule, pool);
  EXPECT_NEAR(dense.objective.back(), other.objective.back(), 1e-4 * dense.objective.back());
  const auto zeros = [](const Table& t) { return std::ranges::count(t.padded(), 0.0f); };
  EXPECT_GT(zeros(dense.columns), zeros(Table(30, 16)) - 30 * 3);  // beyond the padding
}

}  // namespace
}  // namespace kinfold
