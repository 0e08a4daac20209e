#include <gtest/gtest.h>

#include "core/error.h"
#include "oracle/csr_matrix.h"
#include "registry/options.h"
#include "table/full_matrix.h"
#include "table/impute.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::to_csr;

using oracle::planted_table, oracle::table_options, oracle::trained;

// A table with nonnegative cells; many are zero.
Frame nonnegative_frame() {
  Frame frame = planted_table(120, 15, 2, 0.1).frame;
  for (float& x : frame.cells.padded()) x = std::max(x, 0.0f);
  return frame;
}

// Squared residuals of a model, and in `total` the squares about its offsets.
double residual_and_total(const TableModel& model, const Matrix& cells, double& total) {
  double residual = 0;
  total = 0;
  for (Id i = 0; i < cells.rows(); ++i)
    for (Id j = 0; j < cells.rank(); ++j) {
      const double x = cells[i][j] / model.columns[j].scale;
      residual += std::pow(x - model.score(model.rows[i], j), 2);
      total += std::pow(x - model.offset[j], 2);
    }
  return residual;
}

// A table description without cells.
TableData without_cells(const Frame& frame) {
  TableData data{frame};
  data.frame.cells = Matrix();
  return data;
}

class FullMatrixTest : public ::testing::TestWithParam<std::string> {};

TEST_P(FullMatrixTest, ResidualAndTotalSquaresMatchDefinition) {
  const Frame frame = nonnegative_frame();
  TrainOptions options = table_options(GetParam(), 3);
  for (bool scale : {false, true}) {
    options.standardize = scale;
    const TableModel model = trained(frame, options);
    EXPECT_EQ(text_property(model.data, "solver"), "descent");
    double total = 0;
    const double residual = residual_and_total(model, frame.cells, total);
    EXPECT_NEAR(model.total_squares, total, 1e-4 * total);
    EXPECT_NEAR(model.residual_squares, residual, 1e-4 * total);
    EXPECT_LT(model.residual_squares, 0.3 * model.total_squares);
  }
}

// The ALS solver for tables with missing cells minimizes the same objective.
TEST_P(FullMatrixTest, AgreesWithAlsSolver) {
  const Frame frame = nonnegative_frame();
  TrainOptions options = table_options(GetParam(), 2);
  const TableModel whole = trained(frame, options);
  options.solver = "als";
  const TableModel general = trained(frame, options);
  EXPECT_EQ(text_property(general.data, "solver"), "als");
  EXPECT_NEAR(whole.curve.back(), general.curve.back(), 0.01 * general.curve.back());
  EXPECT_NEAR(whole.residual_squares, general.residual_squares, 0.02 * general.residual_squares);
  EXPECT_NEAR(whole.total_squares, general.total_squares, 1e-3 * general.total_squares);
  EXPECT_NEAR(whole.columns[3].noise, general.columns[3].noise, 0.05 * general.columns[3].noise);
}

TEST_P(FullMatrixTest, SparseTableMatchesDenseTable) {
  const Frame frame = nonnegative_frame();
  const TrainOptions options = table_options(GetParam(), 2);
  TableData data = without_cells(frame);
  data.sparse = to_csr(frame.cells);
  const TableModel sparse = train_table(data, options), dense = trained(frame, options);
  EXPECT_NEAR(sparse.curve.back(), dense.curve.back(), 1e-3 * dense.curve.back());
  EXPECT_NEAR(sparse.residual_squares, dense.residual_squares, 2e-3 * dense.residual_squares);
}

INSTANTIATE_TEST_SUITE_P(Models, FullMatrixTest, ::testing::Values("nmf", "sparse-pca"));

TEST(Nmf, ErrorsLocateNegativeCells) {
  Frame frame = nonnegative_frame();
  frame.cells[7][4] = -2;
  const TrainOptions options = table_options("nmf", 2);
  TableData of_frame{frame}, of_sparse = without_cells(frame), of_blocks = without_cells(frame);
  of_sparse.sparse = to_csr(frame.cells);
  of_blocks.blocks = std::make_unique<MatrixBlocks>(frame.cells);
  for (TableData* data : {&of_frame, &of_sparse, &of_blocks}) try {
      train_table(*data, options);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), "row 8, column 'c4'");
    }
}

// KL-NMF fits counts better than squared loss, and embeds new rows by the divergence.
TEST(Nmf, KullbackLeiblerLossFitsCounts) {
  Frame frame = nonnegative_frame();
  Random random(3);
  for (Id i = 0; i < frame.cells.rows(); ++i)
    for (float& x : frame.cells.row(i)) x = float(random.below(std::uint64_t(2 * x) + 1));
  const auto divergence = [&](const TableModel& model) {
    double sum = 0;
    for (Id i = 0; i < frame.cells.rows(); ++i)
      for (Id j = 0; j < frame.cells.rank(); ++j) {
        const double t = frame.cells[i][j];
        const double s = std::max(model.columns[j].scale * model.score(model.rows[i], j), 1e-3);
        sum += s - t + (t > 0 ? t * std::log(t / s) : 0);
      }
    return sum;
  };
  TrainOptions options = table_options("nmf", 2);
  options.reg = 1e-3;
  const TableModel squared = trained(frame, options);
  options.loss = "kullback-leibler";
  const TableModel model = trained(frame, options);
  EXPECT_EQ(model.columns[0].loss, "kullback-leibler");
  EXPECT_EQ(text_property(model.data, "solver"), "descent");
  options.solver = "als";
  const TableModel general = trained(frame, options);
  EXPECT_NEAR(model.curve.back(), general.curve.back(), 0.01 * general.curve.back());
  EXPECT_LT(divergence(model), 0.98 * divergence(squared));
  Pool pool(2);
  const Matrix again = transform(model, frame.cells, pool);
  for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(again[5][k], model.rows[5][k], 0.05 * (0.1 + model.rows[5][k]));
  options.loss = "huber";
  EXPECT_THROW(trained(frame, options), UsageError);
}

}  // namespace
}  // namespace kinfold
