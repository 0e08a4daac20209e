#include "table/cell_evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "evaluate/row_sums.h"
#include "oracle/low_rank.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::mixed_table;
using oracle::Numbers;
using oracle::table_options;
using oracle::trained;

// A mixed table with held-out cells, and a model trained on the others.
struct CellFixture {
  Frame frame;
  std::vector<HeldOutCell> held_out;
  TableModel model;

  CellFixture() {
    std::vector<double> hidden;
    frame = mixed_table(200, hidden);
    held_out = hold_out_cells(frame.cells, 0.1, 3);
    model = trained(frame, table_options("glrm", 2));
  }
};

double log_odds(double fraction) { return std::log(fraction / (1 - fraction)); }

// Constant scores of a column, and thresholds of an ordinal.
struct Constant {
  Numbers scores, thresholds;
};

// The constant scores with the lowest loss on the observed cells, from the formulas of the losses.
Constant best_constant(const ModelColumn& column, const Numbers& known) {
  const auto fraction = [&](auto counts) {
    return double(std::ranges::count_if(known, counts)) / double(known.size());
  };
  double mean = 0;
  for (double x : known) mean += x / double(known.size());
  Constant best{{mean}, {}};
  if (column.loss == "poisson") best.scores = {std::log(mean)};
  if (column.loss == "logistic") best.scores = {log_odds(mean)};
  if (column.loss == "softmax") {
    best.scores.clear();
    for (std::size_t k = 0; k < column.column.levels.size(); ++k)
      best.scores.push_back(std::log(fraction([=](double x) { return x == double(k); })));
  }
  if (column.loss == "ordinal") {
    best.scores = {0};
    for (std::size_t k = 0; k + 1 < column.column.levels.size(); ++k)
      best.thresholds.push_back(-log_odds(fraction([=](double x) { return x > double(k); })));
  }
  return best;
}

double loss_of(const ModelColumn& column, const Constant& at, double cell) {
  Numbers by_score(column.features), by_threshold(column.thresholds.size());
  return oracle::cell_loss(column.loss, 0.5, at.scores, at.thresholds, cell, by_score, by_threshold);
}

TEST(CellEvaluation, RelativeLossMatchesFormula) {
  const CellFixture fixture;
  double by_model = 0, by_constants = 0;
  for (Id c = 0; c < fixture.model.columns.size(); ++c) {
    const ModelColumn& column = fixture.model.columns[c];
    Numbers known;
    for (Id row = 0; row < 200; ++row)
      if (const float x = fixture.frame.cells[row][c]; !missing(x)) known.push_back(x / column.scale);
    const Constant constant = best_constant(column, known);
    double variance = 0;
    for (double x : known) variance += loss_of(column, constant, x) / double(known.size());
    for (const HeldOutCell& cell : fixture.held_out) {
      if (cell.column != c) continue;
      Constant predicted{{}, {column.thresholds.begin(), column.thresholds.end()}};
      for (Id f = column.first; f < column.first + column.features; ++f)
        predicted.scores.push_back(fixture.model.score(fixture.model.rows[cell.row], f));
      by_model += loss_of(column, predicted, cell.value / column.scale) / variance;
      by_constants += loss_of(column, constant, cell.value / column.scale) / variance;
    }
  }
  Pool pool(2);
  const CellReport report = evaluate_cells(fixture.model, fixture.model.rows, fixture.held_out, 1, pool);
  EXPECT_NEAR(report.relative_loss.value, by_model / by_constants, 1e-3);
  EXPECT_LT(report.relative_loss.low, report.relative_loss.value);
  EXPECT_GT(report.relative_loss.high, report.relative_loss.value);
  EXPECT_EQ(report.cells, fixture.held_out.size());
  EXPECT_LT(report.relative_loss.value, 0.8);
}

TEST(CellEvaluation, ErrorsAreInUnitsOfCells) {
  const CellFixture fixture;
  Pool pool(2);
  const auto predictions = predict_cells(fixture.model, fixture.model.rows, fixture.held_out, pool);
  const CellReport report = evaluate_cells(fixture.model, fixture.model.rows, fixture.held_out, 1, pool);
  ASSERT_EQ(report.columns.size(), 6u);
  double squares = 0, wrong = 0, levels = 0, numbers = 0, truths = 0, orders = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const HeldOutCell& cell = fixture.held_out[i];
    if (cell.column == 0) squares += std::pow(predictions[i].value - cell.value, 2), ++numbers;
    if (cell.column == 2) wrong += (predictions[i].value >= 0.5) != (cell.value == 1), ++truths;
    if (cell.column == 3) levels += std::fabs(predictions[i].value - cell.value), ++orders;
  }
  EXPECT_NEAR(report.columns[0].model, std::sqrt(squares / numbers), 1e-4);
  EXPECT_NEAR(report.columns[2].model, wrong / truths, 1e-9);
  EXPECT_NEAR(report.columns[3].model, levels / orders, 1e-9);
  EXPECT_EQ(double(report.columns[0].cells), numbers);
  // The standard deviation of the number column is 20.6, that of its noise 5.
  EXPECT_NEAR(report.columns[0].constant, 20, 6);
  EXPECT_LT(report.columns[0].model, 12);
}

TEST(CellEvaluation, SquaredLossPredictionsAreRoundedToNearestLevel) {
  Frame frame;
  frame.columns = {
      {"a"}, {"yes", ColumnKind::kBoolean, {"no", "yes"}}, {"level", ColumnKind::kOrdinal, {"low", "mid", "high"}}};
  frame.cells = Matrix(60, 3);
  Random random(1);
  for (Id i = 0; i < 60; ++i) {
    const double z = random.normal();
    frame.cells[i][0] = float(z), frame.cells[i][1] = z > 0, frame.cells[i][2] = float((z > -0.5) + (z > 0.5));
  }
  const auto held_out = hold_out_cells(frame.cells, 0.2, 1);
  Pool pool(1);
  const TableModel model = trained(frame, table_options("pca", 1));
  const CellReport report = evaluate_cells(model, model.rows, held_out, 1, pool);
  EXPECT_EQ(error_name(ColumnKind::kBoolean), "error rate");
  EXPECT_LT(report.columns[1].model, 0.3);
  const double levels = report.columns[2].model * double(report.columns[2].cells);
  EXPECT_NEAR(levels, std::round(levels), 1e-6);
}

TEST(CellEvaluation, SvdModelsStoreConstants) {
  auto planted = oracle::planted_table(80, 6, 2, 0.1);
  for (const char* kind : {"pca", "svd"}) {
    const TableModel model = trained(planted.frame, table_options(kind, 2));
    for (Id c = 0; c < 6; ++c) {
      double mean = 0;
      for (Id row = 0; row < 80; ++row) mean += planted.frame.cells[row][c] / 80.0;
      ASSERT_EQ(model.columns[c].constant.size(), 1u);
      EXPECT_NEAR(model.columns[c].constant[0] * model.columns[c].scale, mean, 1e-4);
    }
  }
}

TEST(CellEvaluation, ThrowsForModelWithoutConstants) {
  CellFixture fixture;
  fixture.model.columns[2].constant.clear();
  Pool pool(1);
  EXPECT_THROW(evaluate_cells(fixture.model, fixture.model.rows, fixture.held_out, 1, pool), Error);
}

TEST(RowSums, ComputesTotalsErrorsAndRatios) {
  RowSums sums(4, 3);
  const double a[] = {1, 2, 3, 4}, b[] = {2, 2, 5, 4}, all[] = {4, 4, 8, 8};
  for (Id row = 0; row < 4; ++row) sums.add(row, 0, a[row]), sums.add(row, 1, b[row]), sums.add(row, 2, all[row]);
  EXPECT_EQ(sums.total(1), 13);
  // Differences -1, 0, -2, 0 about -0.75: squares 0.0625 + 0.5625 + 1.5625 + 0.5625 = 2.75.
  EXPECT_NEAR(sums.error(0, 1), std::sqrt(4.0 / 3 * 2.75), 1e-12);
  Pool pool(2);
  const auto ratios = sums.ratios(1, pool);
  ASSERT_EQ(ratios.size(), 2u);
  EXPECT_NEAR(ratios[0].value, 10.0 / 24, 1e-12);
  EXPECT_GE(ratios[0].low, 0.25);
  EXPECT_LE(ratios[1].high, 0.625);
}

TEST(RowSums, HandlesManyRows) {
  RowSums sums(30'000, 2);
  for (Id row = 0; row < 30'000; ++row) sums.add(row, 0, 1), sums.add(row, 1, 2);
  EXPECT_EQ(sums.total(0), 30'000);
  EXPECT_EQ(sums.error(0, 1), 0);
}

}  // namespace
}  // namespace kinfold
