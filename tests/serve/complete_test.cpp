#include "serve/complete.h"

#include <gtest/gtest.h>

#include "serve/new_rows.h"
#include "train/tables.h"

namespace kinfold {
namespace {

using oracle::planted_table;

// The first rows teach; the others, of the same columns, have gaps.
struct Parts {
  oracle::PlantedTable whole = planted_table(1200, 20, 3, 0.3);
  TableModel model;
  Table rest{400, 20}, gaps{400, 20};

  Parts() {
    Frame first;
    first.columns = whole.frame.columns;
    first.cells = Table(800, 20);
    Random random(5);
    for (Id i = 0; i < 1200; ++i)
      for (std::size_t j = 0; j < 20; ++j) {
        const float x = whole.frame.cells[i][j];
        if (i < 800)
          first.cells[i][j] = x;
        else
          rest[i - 800][j] = x, gaps[i - 800][j] = random.uniform() < 0.4 ? NAN : x;
      }
    model = oracle::trained(first, oracle::table_options("pca", 3));
  }
};

TEST(Transform, OfWholeRowsIsTheProjection) {
  const Parts parts;
  Pool pool(2);
  const Table rows = transform(parts.model, parts.rest, pool);
  for (Id i = 0; i < 400; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      double along = 0;
      for (Id j = 0; j < 20; ++j) along += (parts.rest[i][j] - parts.model.offset[j]) * parts.model.features[j][k];
      ASSERT_NEAR(rows[i][k], along, 1e-4);
    }
}

TEST(Transform, InvertsUpToTheNoise) {
  const Parts parts;
  Pool pool(2);
  const Table cells = cells_of(parts.model, transform(parts.model, parts.rest, pool), pool);
  double squares = 0;
  for (Id i = 0; i < 400; ++i)
    for (Id j = 0; j < 20; ++j) squares += std::pow(cells[i][j] - parts.rest[i][j], 2) / 8000;
  EXPECT_LT(std::sqrt(squares), parts.whole.noise);
}

// One column of each loss, whose scores are given by its offset alone.
TEST(CellsOf, EachLossHasItsValue) {
  TableModel model;
  const auto add = [&](const std::string& loss, std::vector<float> scores, std::vector<std::string> levels = {}) {
    ModelColumn column;
    column.column.levels = std::move(levels);
    column.loss = loss;
    column.first = Id(model.offset.size());
    column.features = Id(scores.size());
    if (loss == "squared") column.scale = 2;
    if (loss == "ordinal") column.thresholds = {-1, 0.5f, 2};
    model.offset.insert(model.offset.end(), scores.begin(), scores.end());
    model.columns.push_back(std::move(column));
  };
  add("squared", {1.5f});
  add("logistic", {0});
  add("hinge", {-0.1f});
  add("poisson", {1});
  add("ordinal", {1}, {"a", "b", "c", "d"});
  add("softmax", {0.1f, 2, -1}, {"x", "y", "z"});
  model.features = Table(model.offset.size(), 1);
  Pool pool(1);
  const Table cells = cells_of(model, Table(1, 1), pool);
  const std::vector<float> expected = {3, 0.5f, 0, std::exp(1.0f), 2, 1};
  for (std::size_t c = 0; c < expected.size(); ++c) EXPECT_FLOAT_EQ(cells[0][c], expected[c]) << c;
}

TEST(Complete, FillsGapsNearlyAsWellAsTheNoiseAllows) {
  const Parts parts;
  Pool pool(2);
  Table cells = parts.gaps;
  const auto filled = complete(parts.model, cells, pool);
  double squares = 0, inside = 0;
  for (const Filled& f : filled) {
    const float truth = parts.rest[f.row][f.column];
    ASSERT_TRUE(missing(parts.gaps[f.row][f.column]));
    EXPECT_EQ(cells[f.row][f.column], f.value);
    squares += std::pow(truth - f.value, 2) / double(filled.size());
    inside += (truth > f.low && truth < f.high) / double(filled.size());
  }
  EXPECT_LT(std::sqrt(squares), 1.25 * parts.whole.noise);
  EXPECT_GT(inside, 0.93);
  EXPECT_LT(inside, 0.97);
  for (Id i = 0; i < 400; ++i)
    for (Id j = 0; j < 20; ++j) {
      ASSERT_FALSE(missing(cells[i][j]));
      if (!missing(parts.gaps[i][j])) {
        ASSERT_EQ(cells[i][j], parts.gaps[i][j]);
      }
    }
}

// Small tables with gaps of their own: what is not known of a column counts too.
TEST(Complete, IntervalsHoldWhereColumnsAreKnownFromFewRows) {
  Pool pool(2);
  double inside = 0, all = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto whole = planted_table(60, 15, 3, 0.5, 0, seed);
    Frame frame = whole.frame;
    Random random(100 + seed);
    for (Id i = 0; i < 60; ++i)
      for (float& x : frame.cells.row(i))
        if (random.uniform() < 0.3) x = NAN;
    const TableModel model = oracle::trained(frame, oracle::table_options("pca", 3));
    for (const Filled& f : complete(model, frame.cells, pool)) {
      const float truth = whole.frame.cells[f.row][f.column];
      inside += truth > f.low && truth < f.high;
      ++all;
    }
  }
  EXPECT_GT(inside / all, 0.93);
  EXPECT_LT(inside / all, 0.96);
}

TEST(Complete, AColumnOfFewCellsHasWiderBounds) {
  Parts parts;
  Pool pool(1);
  const auto width_of_the_first = [&] {
    Table cells = parts.gaps;
    for (float& x : cells.row(0)) x = NAN;
    const auto filled = complete(parts.model, cells, pool);
    return filled[0].high - filled[0].low;
  };
  const float wide = width_of_the_first();
  parts.model.columns[0].known = 10;
  EXPECT_GT(width_of_the_first(), 1.002f * wide);
}

TEST(Complete, ARowOfNothingGetsTheMeans) {
  const Parts parts;
  Table cells(1, 20);
  for (float& x : cells.row(0)) x = NAN;
  Pool pool(1);
  const Table rows = transform(parts.model, cells, pool);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(rows[0][k], 0);
  complete(parts.model, cells, pool);
  for (Id j = 0; j < 20; ++j) EXPECT_NEAR(cells[0][j], parts.model.offset[j], 1e-5);
}

}  // namespace
}  // namespace kinfold
