// Tests fit_low_rank with missing, weighted, large and invalid cells.
#include <gtest/gtest.h>

#include "oracle/low_rank.h"
#include "oracle/table_fixture.h"
#include "table/constant_scores.h"
#include "table/low_rank.h"

namespace kinfold {
namespace {

using oracle::columns_of, oracle::kMissing, oracle::kMixed, oracle::low_rank_options;
using TableFixture = oracle::TableFixture;

TEST(LowRankCells, EmptyRowsAndColumnsAreZero) {
  Pool pool(2);
  for (const char* kind : {"l2", "l1", "nonnegative"})
    for (float reg : {0.0f, 0.2f}) {
      TableFixture w(30, kMixed, 0.2);
      for (float& x : w.cells.row(4)) x = kMissing;
      for (std::size_t j : {0, 2, 3})
        for (Id i = 0; i < 30; ++i) w.cells[i][j] = kMissing;
      LowRankOptions options = low_rank_options(2, reg);
      options.rows.kind = options.columns.kind = kind;
      const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options, pool);
      for (float x : model.rows.row(4)) EXPECT_EQ(x, 0);
      for (std::size_t j : {0, 2, 3})
        for (std::size_t f = model.low_rank_columns[j].first;
             f < model.low_rank_columns[j].first + model.low_rank_columns[j].features; ++f) {
          for (float x : model.columns.row(Id(f))) EXPECT_EQ(x, 0);
          EXPECT_EQ(model.offset[f], 0);
        }
      for (float x : model.rows.padded()) EXPECT_TRUE(std::isfinite(x));
    }
}

TEST(LowRankCells, EmptyTableGivesZeroModel) {
  Matrix cells(5, 3);
  for (Id i = 0; i < 5; ++i)
    for (float& x : cells.row(i)) x = kMissing;
  Pool pool(1);
  const LowRankModel model = fit_low_rank(cells, nullptr, columns_of(3, "logistic"), low_rank_options(4, 0.1f), pool);
  for (const Matrix* side : {&model.rows, &model.columns})
    for (float x : side->padded()) EXPECT_EQ(x, 0);
}

TEST(LowRankCells, FitsTablesSmallerThanTheRank) {
  Pool pool(2);
  for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {1, 7}, {9, 1}, {3, 4}}) {
    const TableFixture w(rows, std::vector<std::string>(kMixed.begin(), kMixed.begin() + std::ptrdiff_t(columns)), 0);
    const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, low_rank_options(6, 0.1f), pool);
    EXPECT_EQ(model.rows.rows(), rows);
    EXPECT_TRUE(std::isfinite(model.objective.back()));
    EXPECT_EQ(solve_new_rows(model, Matrix(0, columns), nullptr, low_rank_options(6, 0.1f), pool).rows(), 0u);
  }
}

// Backtracking shortens steps that would overflow a float.
TEST(LowRankCells, FitsLargeCounts) {
  Matrix cells(40, 6);
  Random random(5);
  for (Id i = 0; i < 40; ++i)
    for (float& x : cells.row(i)) x = std::floor(float(std::exp(12 * random.uniform() - 2)));
  Pool pool(2);
  LowRankOptions options = low_rank_options(3, 0.01f);
  options.tolerance = -1;
  const LowRankModel model = fit_low_rank(cells, nullptr, columns_of(6, "poisson"), options, pool);
  for (std::size_t e = 1; e < model.objective.size(); ++e) EXPECT_LE(model.objective[e], model.objective[e - 1]);
  EXPECT_LT(model.objective.back(), 0.2 * model.objective.front());
  const Matrix new_rows = solve_new_rows(model, cells, nullptr, options, pool);
  for (float x : new_rows.padded()) EXPECT_TRUE(std::isfinite(x));
}

TEST(LowRankCells, CellsOfWeightZeroAreMissing) {
  const TableFixture w(40, kMixed, 0);
  TableFixture gaps = w;
  Matrix weights(40, kMixed.size());
  Random random(8);
  for (Id i = 0; i < 40; ++i)
    for (std::size_t j = 0; j < kMixed.size(); ++j) {
      weights[i][j] = random.uniform() < 0.3 ? 0 : 1;
      if (weights[i][j] == 0) gaps.cells[i][j] = kMissing;
    }
  Pool pool(2);
  const LowRankModel a = fit_low_rank(w.cells, &weights, w.columns, low_rank_options(2, 0.3f), pool);
  const LowRankModel b = fit_low_rank(gaps.cells, nullptr, w.columns, low_rank_options(2, 0.3f), pool);
  EXPECT_TRUE(std::ranges::equal(a.rows.padded(), b.rows.padded()));
  EXPECT_TRUE(std::ranges::equal(a.columns.padded(), b.columns.padded()));
  EXPECT_EQ(a.objective, b.objective);
}

TEST(LowRankCells, WeightsMultiplyLosses) {
  const TableFixture w(30, kMixed, 0.1);
  Matrix weights(30, kMixed.size());
  Random random(8);
  for (float& x : weights.padded()) x = float(random.uniform() + 0.2);
  Pool pool(2);
  const LowRankOptions options = low_rank_options(2, 0.3f);
  const LowRankModel model = fit_low_rank(w.cells, &weights, w.columns, options, pool);
  const double reached = oracle::LowRankReference(w.cells, &weights, w.columns, options).objective(model);
  EXPECT_NEAR(model.objective.back(), reached, 1e-4 * reached);
}

TEST(LowRankCells, ThrowsForCellsThatAreInvalidForTheLoss) {
  Pool pool(1);
  const auto error_location = [&](const std::string& loss, float cell) {
    Matrix cells(3, 2);
    cells[2][1] = cell;
    try {
      fit_low_rank(cells, nullptr, columns_of(2, loss), low_rank_options(1, 0.1f), pool);
    } catch (const Error& error) {
      return error.where();
    }
    return std::string();
  };
  const std::string location = "row 3, column 2";
  EXPECT_EQ(error_location("squared", INFINITY), location);
  EXPECT_EQ(error_location("logistic", 0.5f), location);
  EXPECT_EQ(error_location("hinge", -1), location);
  EXPECT_EQ(error_location("poisson", -1), location);
  EXPECT_EQ(error_location("kullback-leibler", -1), location);
  EXPECT_EQ(error_location("ordinal", 4), location);
  EXPECT_EQ(error_location("softmax", 3), location);
  EXPECT_EQ(error_location("one-vs-all", 0.5f), location);
  EXPECT_EQ(error_location("softmax", 2), "");
  EXPECT_THROW(fit_low_rank(Matrix(3, 2), nullptr, columns_of(2, "squared"), low_rank_options(0, 0.1f), pool), Error);
  EXPECT_THROW(fit_low_rank(Matrix(0, 2), nullptr, columns_of(2, "squared"), low_rank_options(1, 0.1f), pool), Error);
  LowRankOptions wrong = low_rank_options(1, 0.1f);
  wrong.rows.kind = "rigde";
  EXPECT_THROW(fit_low_rank(Matrix(3, 2), nullptr, columns_of(2, "squared"), wrong, pool), UsageError);
}

}  // namespace
}  // namespace kinfold
