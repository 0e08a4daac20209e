#include "table/glrm.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "registry/options.h"
#include "table/impute.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::mixed_table;
using oracle::planted_table;
using oracle::table_options;
using oracle::trained;

// Root mean square error of the imputed cells against the noise-free truth.
double imputation_rmse(const oracle::PlantedTable& planted, const TableModel& model) {
  Pool pool(2);
  Matrix cells = planted.frame.cells;
  double squares = 0;
  const auto imputed = impute(model, cells, pool);
  for (const ImputedCell& f : imputed) squares += std::pow(f.value - planted.truth[f.row][f.column], 2);
  return std::sqrt(squares / double(imputed.size()));
}

class MissingCells : public ::testing::TestWithParam<const char*> {};

TEST_P(MissingCells, AreImputedFromObservedCells) {
  const auto planted = planted_table(400, 40, 3, 0.1, 0.4);
  TrainOptions options = table_options(GetParam(), 3);
  if (options.model == "soft-impute") options.rank = 10, options.reg = 3;
  const TableModel model = trained(planted.frame, options);
  // Three numbers are fitted to 24 observed cells per row: the error is about 1 / sqrt(8) of the noise.
  EXPECT_LT(imputation_rmse(planted, model), planted.noise);
  EXPECT_FALSE(model.curve.empty());
  for (std::size_t e = 1; e < model.curve.size(); ++e) EXPECT_LE(model.curve[e], model.curve[e - 1] * (1 + 1e-5));
  ASSERT_EQ(model.values.size(), model.rank());
  double noise = 0;
  for (const ModelColumn& c : model.columns) noise += c.noise / 40;
  EXPECT_NEAR(noise, planted.noise, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Models, MissingCells, ::testing::Values("pca", "glrm", "soft-impute"));

TEST(Pca, AlsMatchesFullSvd) {
  const auto planted = planted_table(300, 15, 3, 0.2);
  TrainOptions options = table_options("pca", 3);
  const TableModel full = trained(planted.frame, options);
  options.solver = "als";
  options.reg = 1e-4;
  options.epochs = 500;
  const TableModel als = trained(planted.frame, options);
  for (std::size_t k = 0; k < 3; ++k) {
    const double scale = als.columns[0].scale;  // the same for all columns
    EXPECT_NEAR(scale * als.values[k], full.values[k], 1e-3 * full.values[0]);
    for (Id j = 0; j < 15; ++j) EXPECT_NEAR(als.features[j][k], full.features[j][k], 2e-3);
  }
}

TEST(SparsePca, SomeLoadingsAreZero) {
  const auto planted = planted_table(200, 20, 2, 0.3);
  TrainOptions options = table_options("sparse-pca", 2);
  options.reg = 40;
  options.user_reg_factor = 0.02;
  const TableModel model = trained(planted.frame, options);
  std::size_t zeros = 0;
  for (Id f = 0; f < 20; ++f)
    for (float x : model.features.row(f)) zeros += x == 0;
  EXPECT_GT(zeros, 4u);
  EXPECT_LT(zeros, 40u);
}

TEST(Nmf, FactorsAreNonnegative) {
  auto planted = planted_table(100, 12, 2, 0.05, 0.2);
  TrainOptions options = table_options("nmf", 3);
  EXPECT_THROW(trained(planted.frame, options), Error);
  for (Matrix* table : {&planted.frame.cells, &planted.truth})
    for (float& x : table->padded()) x = std::fabs(x);
  const TableModel model = trained(planted.frame, options);
  for (const Matrix* table : {&model.rows, &model.features})
    for (float x : table->padded()) EXPECT_GE(x, 0);
  for (float offset : model.offset) EXPECT_EQ(offset, 0);
}

TEST(Glrm, RecoversLatentNumberOfMixedTable) {
  std::vector<double> hidden;
  const Frame frame = mixed_table(500, hidden);
  const TableModel model = trained(frame, table_options("glrm", 2));
  EXPECT_EQ(model.columns[0].loss, "squared");
  EXPECT_EQ(model.columns[1].loss, "poisson");
  EXPECT_EQ(model.columns[2].loss, "logistic");
  EXPECT_EQ(model.columns[3].loss, "ordinal");
  EXPECT_EQ(model.columns[3].thresholds.size(), 2u);
  EXPECT_EQ(model.columns[4].loss, "softmax");
  EXPECT_EQ(model.feature_count(), 8u);
  double xy = 0, xx = 0, yy = 0;
  for (Id i = 0; i < 500; ++i) {
    xy += hidden[i] * model.rows[i][0];
    xx += hidden[i] * hidden[i];
    yy += double(model.rows[i][0]) * model.rows[i][0];
  }
  EXPECT_GT(std::fabs(xy) / std::sqrt(xx * yy), 0.93);
}

TEST(Glrm, ImputesNewRows) {
  std::vector<double> hidden;
  const Frame frame = mixed_table(900, hidden);
  Frame first = frame;
  first.cells = Matrix(600, 6);
  for (Id i = 0; i < 600; ++i) std::copy_n(frame.cells[i], 6, first.cells[i]);
  const TableModel model = trained(first, table_options("glrm", 2));
  Matrix gaps(300, 6);
  for (Id i = 0; i < 300; ++i) {
    std::copy_n(frame.cells[600 + i], 6, gaps[i]);
    gaps[i][2] = gaps[i][4] = NAN;
  }
  Pool pool(2);
  double truth = 0, colour = 0, known = 0;
  for (const ImputedCell& f : impute(model, gaps, pool)) {
    const float truth_value = frame.cells[600 + f.row][f.column];
    if (missing(truth_value)) continue;
    known += f.column == 2;
    truth += f.column == 2 && f.value == truth_value;
    colour += f.column == 4 && f.value == truth_value;
    if (f.column == 2) {
      EXPECT_GE(f.probability, 0.5);
    }
  }
  EXPECT_GT(truth / known, 0.75);
  EXPECT_GT(colour / known, 0.75);
}

TEST(Glrm, TransformOfTrainingRowsMatchesTrainedRows) {
  std::vector<double> hidden;
  const Frame frame = mixed_table(300, hidden);
  TrainOptions options = table_options("glrm", 2);
  options.epochs = 1000;
  const TableModel model = trained(frame, options);
  Pool pool(2);
  const Matrix rows = transform(model, frame.cells, pool);
  for (std::size_t k = 0; k < 2; ++k) {
    double difference = 0, size = 0;
    for (Id i = 0; i < 300; ++i) {
      difference += std::pow(rows[i][k] - model.rows[i][k], 2);
      size += std::pow(model.rows[i][k], 2);
    }
    EXPECT_LT(difference, 0.02 * size);
  }
}

TEST(Glrm, BestRestartIsKept) {
  Frame frame = planted_table(60, 12, 2, 0.3).frame;
  for (Id i = 0; i < 60; ++i)
    for (Id j = 0; j < 12; ++j) frame.cells[i][j] = std::fabs(frame.cells[i][j]);
  TrainOptions options = table_options("nmf", 4);
  const double one = trained(frame, options).curve.back();
  options.restarts = 6;
  EXPECT_LE(trained(frame, options).curve.back(), one);
  EXPECT_GT(one, 0);
}

TEST(LogisticPca, ThrowsForOtherThanBooleanColumns) {
  std::vector<double> hidden;
  EXPECT_THROW(trained(mixed_table(50, hidden), table_options("logistic-pca", 2)), Error);
}

TEST(Glrm, ThrowsIfLossFitsNoColumn) {
  TrainOptions options = table_options("glrm", 2);
  options.loss = "poisson";
  EXPECT_THROW(trained(planted_table(30, 5, 2, 0.1, 0.1).frame, options), UsageError);
}

}  // namespace
}  // namespace kinfold
