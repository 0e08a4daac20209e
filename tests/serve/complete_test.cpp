#include "serve/complete.h"

#include <gtest/gtest.h>

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
  const Table cells = inverse_transform(parts.model, transform(parts.model, parts.rest, pool), pool);
  double squares = 0;
  for (Id i = 0; i < 400; ++i)
    for (Id j = 0; j < 20; ++j) squares += std::pow(cells[i][j] - parts.rest[i][j], 2) / 8000;
  EXPECT_LT(std::sqrt(squares), parts.whole.noise);
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
