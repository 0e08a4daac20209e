#include "table/impute.h"

#include <gtest/gtest.h>

#include "table/new_rows.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::planted_table;

// The first 800 rows are for training. The other 400 have missing cells in `gaps`, and are complete in `rest`.
struct ImputeFixture {
  oracle::PlantedTable whole = planted_table(1200, 20, 3, 0.3);
  TableModel model;
  Matrix rest{400, 20}, gaps{400, 20};

  ImputeFixture() {
    Frame first;
    first.columns = whole.frame.columns;
    first.cells = Matrix(800, 20);
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

TEST(Transform, ProjectsCompleteRows) {
  const ImputeFixture fixture;
  Pool pool(2);
  const Matrix rows = transform(fixture.model, fixture.rest, pool);
  for (Id i = 0; i < 400; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      double projection = 0;
      for (Id j = 0; j < 20; ++j)
        projection += (fixture.rest[i][j] - fixture.model.offset[j]) * fixture.model.features[j][k];
      ASSERT_NEAR(rows[i][k], projection, 1e-4);
    }
}

TEST(Transform, InverseTransformRecoversCellsUpToNoise) {
  const ImputeFixture fixture;
  Pool pool(2);
  const Matrix cells = inverse_transform(fixture.model, transform(fixture.model, fixture.rest, pool), pool);
  double squares = 0;
  for (Id i = 0; i < 400; ++i)
    for (Id j = 0; j < 20; ++j) squares += std::pow(cells[i][j] - fixture.rest[i][j], 2) / 8000;
  EXPECT_LT(std::sqrt(squares), fixture.whole.noise);
}

// One column for each loss; the scores are the offsets.
TEST(InverseTransform, MapsScoresOfEachLossToValues) {
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
  model.features = Matrix(model.offset.size(), 1);
  Pool pool(1);
  const Matrix cells = inverse_transform(model, Matrix(1, 1), pool);
  const std::vector<float> expected = {3, 0.5f, 0, std::exp(1.0f), 2, 1};
  for (std::size_t c = 0; c < expected.size(); ++c) EXPECT_FLOAT_EQ(cells[0][c], expected[c]) << c;
}

TEST(Impute, ErrorIsCloseToNoiseAndIntervalsCoverTruth) {
  const ImputeFixture fixture;
  Pool pool(2);
  Matrix cells = fixture.gaps;
  const auto imputed = impute(fixture.model, cells, pool);
  double squares = 0, inside = 0;
  for (const ImputedCell& f : imputed) {
    const float truth = fixture.rest[f.row][f.column];
    ASSERT_TRUE(missing(fixture.gaps[f.row][f.column]));
    EXPECT_EQ(cells[f.row][f.column], f.value);
    squares += std::pow(truth - f.value, 2) / double(imputed.size());
    inside += (truth > f.low && truth < f.high) / double(imputed.size());
  }
  EXPECT_LT(std::sqrt(squares), 1.25 * fixture.whole.noise);
  EXPECT_GT(inside, 0.93);
  EXPECT_LT(inside, 0.97);
  for (Id i = 0; i < 400; ++i)
    for (Id j = 0; j < 20; ++j) {
      ASSERT_FALSE(missing(cells[i][j]));
      if (!missing(fixture.gaps[i][j])) {
        ASSERT_EQ(cells[i][j], fixture.gaps[i][j]);
      }
    }
}

// Small training tables with missing cells: the uncertainty of the column vectors matters too.
TEST(Impute, IntervalsCoverTruthInSmallTables) {
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
    for (const ImputedCell& f : impute(model, frame.cells, pool)) {
      const float truth = whole.frame.cells[f.row][f.column];
      inside += truth > f.low && truth < f.high;
      ++all;
    }
  }
  EXPECT_GT(inside / all, 0.93);
  EXPECT_LT(inside / all, 0.96);
}

TEST(Impute, ColumnWithFewObservedCellsHasWiderInterval) {
  ImputeFixture fixture;
  Pool pool(1);
  const auto first_interval_width = [&] {
    Matrix cells = fixture.gaps;
    for (float& x : cells.row(0)) x = NAN;
    const auto imputed = impute(fixture.model, cells, pool);
    return imputed[0].high - imputed[0].low;
  };
  const float width = first_interval_width();
  fixture.model.columns[0].observed = 10;
  EXPECT_GT(first_interval_width(), 1.002f * width);
}

TEST(Impute, EmptyRowGetsOffsets) {
  const ImputeFixture fixture;
  Matrix cells(1, 20);
  for (float& x : cells.row(0)) x = NAN;
  Pool pool(1);
  const Matrix rows = transform(fixture.model, cells, pool);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(rows[0][k], 0);
  impute(fixture.model, cells, pool);
  for (Id j = 0; j < 20; ++j) EXPECT_NEAR(cells[0][j], fixture.model.offset[j], 1e-5);
}

}  // namespace
}  // namespace kinfold
