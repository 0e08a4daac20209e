#include "table/train_table.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "oracle/csr_matrix.h"
#include "oracle/svd.h"
#include "registry/options.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::planted_table;
using oracle::table_options;
using oracle::to_csr;
using oracle::trained;

TEST(Pca, IsSvdOfCentredTable) {
  const auto planted = planted_table(120, 9, 3, 0.3);
  for (const bool scale : {false, true}) {
    TrainOptions options = table_options("pca", 4);
    options.standardize = scale;
    const TableModel model = trained(planted.frame, options);
    Matrix centred(120, 9);
    for (Id j = 0; j < 9; ++j) {
      double mean = 0, square = 0;
      for (Id i = 0; i < 120; ++i) mean += planted.frame.cells[i][j] / 120;
      for (Id i = 0; i < 120; ++i) square += std::pow(planted.frame.cells[i][j] - mean, 2) / 120;
      for (Id i = 0; i < 120; ++i)
        centred[i][j] = float((planted.frame.cells[i][j] - mean) / (scale ? std::sqrt(square) : 1));
      EXPECT_NEAR(model.offset[j] * model.columns[j].scale, mean, 1e-5);
    }
    const auto expected = oracle::singular_vectors(centred);
    for (std::size_t k = 0; k < 4; ++k) {
      EXPECT_NEAR(model.values[k], expected.values[k], 1e-5 * expected.values[0]);
      double squares = 0, along = 0;
      for (Id i = 0; i < 120; ++i) squares += std::pow(model.rows[i][k], 2);
      for (Id j = 0; j < 9; ++j) along += model.features[j][k] * expected.vectors[k][j];
      EXPECT_NEAR(std::sqrt(squares), expected.values[k], 1e-4 * expected.values[0]);
      EXPECT_NEAR(std::fabs(along), 1, 1e-4);
    }
  }
}

TEST(Pca, EstimatesNoiseOfEachColumn) {
  const auto planted = planted_table(500, 12, 2, 0.5);
  const TableModel model = trained(planted.frame, table_options("pca", 2));
  for (Id j = 0; j < 12; ++j) {
    double residual = 0;
    for (Id i = 0; i < 500; ++i)
      residual += std::pow(planted.frame.cells[i][j] - model.score(model.rows[i], j), 2) / 500;
    EXPECT_NEAR(model.columns[j].noise, std::sqrt(residual * 12 / 10), 1e-4) << j;
    EXPECT_NEAR(model.columns[j].noise, planted.noise, 0.1);
  }
}

TEST(Pca, SolversAgree) {
  const auto planted = planted_table(300, 40, 3, 0.1);
  TrainOptions options = table_options("pca", 3);
  options.solver = "full";
  const TableModel full = trained(planted.frame, options);
  options.solver = "randomized";
  const TableModel random = trained(planted.frame, options);
  EXPECT_EQ(text_property(full.data, "solver"), "full");
  EXPECT_EQ(text_property(random.data, "solver"), "randomized");
  EXPECT_EQ(full.bound, 0);
  EXPECT_GT(random.bound, 0);
  for (Id j = 0; j < 40; ++j)
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(full.features[j][k], random.features[j][k], 1e-3);
}

TEST(Svd, OfSparseTableMatchesDenseTable) {
  auto planted = planted_table(200, 30, 3, 0.1);
  Random random(3);
  for (float& x : planted.frame.cells.padded()) x = random.uniform() < 0.6 ? 0 : x;
  for (const std::string name : {"svd", "pca"}) {
    TrainOptions options = table_options(name, 3);
    const TableModel dense = trained(planted.frame, options);
    const auto sparse_data = [&] {
      TableData data{planted.frame};
      data.sparse = to_csr(planted.frame.cells);
      data.frame.cells = Matrix();
      return data;
    };
    TableData data = sparse_data();
    const TableModel sparse = train_table(data, options);
    EXPECT_FALSE(data.sparse) << "the cells are released";
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(dense.values[k], sparse.values[k], 1e-3 * dense.values[0]);
    for (Id j = 0; j < 30; ++j) EXPECT_NEAR(dense.columns[j].noise, sparse.columns[j].noise, 1e-3);
    options.solver = "full";
    data = sparse_data();
    EXPECT_THROW(train_table(data, options), UsageError);
  }
}

// A table of row blocks with missing cells trains like the same frame.
TEST(Pca, RowBlocksWithMissingCellsMatchFrame) {
  const auto planted = planted_table(60, 8, 2, 0.1, 0.1);
  TableData data{planted.frame};
  data.blocks = std::make_unique<MatrixBlocks>(planted.frame.cells);
  data.frame.cells = Matrix();
  const TrainOptions options = table_options("pca", 2);
  const TableModel blocks = train_table(data, options), frame = trained(planted.frame, options);
  EXPECT_EQ(text_property(blocks.data, "solver"), "als");
  EXPECT_TRUE(std::ranges::equal(blocks.rows.padded(), frame.rows.padded()));
}

TEST(Pca, ExplainedVarianceRatiosSumToOne) {
  const auto planted = planted_table(80, 6, 2, 0.4);
  for (const std::string solver : {"full", "randomized"}) {
    TrainOptions options = table_options("pca", 6);
    options.solver = solver;
    const TableModel model = trained(planted.frame, options);
    double sum = 0;
    for (std::size_t k = 0; k < 6; ++k) sum += model.explained_variance_ratio(k);
    EXPECT_NEAR(sum, 1, 1e-5) << solver;
  }
}

TEST(TrainTable, ThrowsForInvalidInput) {
  const auto planted = planted_table(20, 5, 2, 0.1);
  EXPECT_THROW(trained(planted.frame, table_options("pca", 6)), Error);
  Frame frame = planted.frame;
  frame.columns[2].kind = ColumnKind::kCategory;
  frame.columns[2].levels = {"a", "b"};
  EXPECT_THROW(trained(frame, table_options("pca", 2)), Error);
  EXPECT_THROW(trained({}, table_options("pca", 2)), Error);
}

TEST(TrainTable, ConstantColumnHasZeroLoadings) {
  auto planted = planted_table(20, 5, 2, 0.1);
  for (Id i = 0; i < 20; ++i) planted.frame.cells[i][3] = 7;
  TrainOptions options = table_options("pca", 2);
  options.standardize = true;
  const TableModel model = trained(planted.frame, options);
  EXPECT_EQ(model.features[3][0], 0);
  EXPECT_EQ(model.offset[3], 7);
}

}  // namespace
}  // namespace kinfold
