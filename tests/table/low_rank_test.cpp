#include "table/low_rank.h"

#include <gtest/gtest.h>

#include "oracle/low_rank.h"
#include "oracle/table_fixture.h"
#include "table/constant_scores.h"
#include "table/svd.h"

namespace kinfold {
namespace {

using oracle::columns_of, oracle::kMissing, oracle::kMixed, oracle::low_rank_options;
using TableFixture = oracle::TableFixture;

struct PlantedMatrix {
  Matrix cells, truth;
};
// Scores of rank 2 with unit variance entries, plus noise; some cells are missing.
PlantedMatrix planted_low_rank(std::size_t rows, std::size_t columns, double noise, double missing_fraction) {
  Random random(rows + columns);
  Matrix left(rows, 2), right(columns, 2);
  for (Matrix* side : {&left, &right})
    for (Id i = 0; i < side->rows(); ++i)
      for (float& x : side->row(i)) x = float(random.normal());
  PlantedMatrix result{Matrix(rows, columns), Matrix(rows, columns)};
  for (Id i = 0; i < rows; ++i)
    for (Id j = 0; j < columns; ++j) {
      result.truth[i][j] = left[i][0] * right[j][0] + 0.7f * left[i][1] * right[j][1] + 0.1f * float(j % 7);
      result.cells[i][j] =
          random.uniform() < missing_fraction ? kMissing : result.truth[i][j] + float(noise * random.normal());
    }
  return result;
}

TEST(LowRankModel, WithoutRegularizationSpansPrincipalComponents) {
  const PlantedMatrix w = planted_low_rank(300, 20, 0.3, 0);
  Pool pool(2);
  LowRankOptions options = low_rank_options(2, 1e-5f);
  options.tolerance = 1e-9;
  const LowRankModel model = fit_low_rank(w.cells, nullptr, columns_of(20, "squared"), options, pool);
  const MatrixBlocks blocks(w.cells);
  const SvdResult principal = full_svd(DenseOperator(blocks, {column_stats(blocks, pool).mean, {}}), 2, pool);
  EXPECT_GT(min_principal_cosine(transpose_columns(model.columns, 0, 2, pool), principal.vectors), std::cos(1e-3));
}

// The error on missing cells is at most 1.1 times the noise; the estimation error adds about 5 %.
TEST(LowRankModel, RecoversMissingCells) {
  Pool pool(2);
  for (double fraction : {0.1, 0.5, 0.8}) {
    const double noise = 0.5;
    const PlantedMatrix w = planted_low_rank(400, 200, noise, fraction);
    const LowRankOptions options = low_rank_options(2, float(noise * noise));
    const LowRankModel model = fit_low_rank(w.cells, nullptr, columns_of(200, "squared"), options, pool);
    const Matrix predicted = predict_cells(model, model.rows, pool);
    double squares = 0, count = 0;
    for (Id i = 0; i < 400; ++i)
      for (std::size_t j = 0; j < 200; ++j)
        if (missing(w.cells[i][j])) {
          squares += std::pow(double(predicted[i][j]) - w.truth[i][j], 2);
          ++count;
        }
    EXPECT_LE(std::sqrt(squares / count + noise * noise), 1.1 * noise) << fraction;
  }
}

TEST(LowRankModel, L1SetsNoiseColumnsToZero) {
  PlantedMatrix w = planted_low_rank(200, 12, 0.1, 0.1);
  Random random(3);
  for (Id i = 0; i < 200; ++i)
    for (std::size_t j = 8; j < 12; ++j) w.cells[i][j] = float(random.normal());
  Pool pool(2);
  LowRankOptions options = low_rank_options(2, 1);
  options.columns = {"l1", 40};
  const LowRankModel model = fit_low_rank(w.cells, nullptr, columns_of(12, "squared"), options, pool);
  for (Id j = 0; j < 12; ++j) EXPECT_EQ(model.columns[j][0] == 0 && model.columns[j][1] == 0, j >= 8) << j;
}

// Enough rows for several row blocks and several column blocks.
TEST(LowRankModel, DoesNotDependOnThreads) {
  std::vector<std::string> losses = kMixed;
  losses.insert(losses.end(), kMixed.begin(), kMixed.end());
  const TableFixture w(66'000, losses, 0.2);
  LowRankOptions options = low_rank_options(3, 0.3f);
  options.epochs = 2;
  std::vector<LowRankModel> models;
  for (std::size_t threads : {1, 3}) {
    Pool pool(threads);
    models.push_back(fit_low_rank(w.cells, nullptr, w.columns, options, pool));
    if (threads == 1) {
      const double reached = oracle::LowRankReference(w.cells, nullptr, w.columns, options).objective(models[0]);
      EXPECT_NEAR(models[0].objective.back(), reached, 1e-4 * reached);
    }
    models.back().rows = solve_new_rows(models.back(), w.cells, nullptr, options, pool);
  }
  EXPECT_TRUE(std::ranges::equal(models[0].rows.padded(), models[1].rows.padded()));
  EXPECT_TRUE(std::ranges::equal(models[0].columns.padded(), models[1].columns.padded()));
  EXPECT_EQ(models[0].offset, models[1].offset);
  EXPECT_EQ(models[0].objective, models[1].objective);
}

TEST(LowRankModel, OverRelaxationSavesEpochs) {
  Pool pool(2);
  for (const char* loss : {"logistic", "softmax", "absolute"}) {
    const TableFixture w(100, std::vector<std::string>(10, loss), 0.3);
    LowRankOptions options = low_rank_options(2, 0.5f);
    options.tolerance = 1e-6;
    options.epochs = 2000;
    const auto epochs = [&](float relaxation) {
      options.relaxation = relaxation;
      return fit_low_rank(w.cells, nullptr, w.columns, options, pool).objective.size();
    };
    EXPECT_LT(epochs(1.8f), epochs(1)) << loss;
  }
}

TEST(LowRankModel, BestRestartIsKept) {
  const TableFixture w(30, std::vector<std::string>(6, "hinge"), 0.2);
  Pool pool(2);
  LowRankOptions options = low_rank_options(2, 0.5f);
  const double one = fit_low_rank(w.cells, nullptr, w.columns, options, pool).objective.back();
  options.restarts = 8;
  EXPECT_LT(fit_low_rank(w.cells, nullptr, w.columns, options, pool).objective.back(), one);
}

TEST(LowRankModel, FitsWithoutOffsets) {
  const TableFixture w(30, {"squared", "logistic", "poisson", "softmax"}, 0.1);
  Pool pool(2);
  LowRankOptions options = low_rank_options(2, 0.3f);
  options.offsets = false;
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options, pool);
  for (float x : model.offset) EXPECT_EQ(x, 0);
  const double reached = oracle::LowRankReference(w.cells, nullptr, w.columns, options).objective(model);
  EXPECT_NEAR(model.objective.back(), reached, 1e-4 * reached);
}

TEST(LowRankModel, SolveNewRowsMatchesFittedRows) {
  const TableFixture w(120, kMixed, 0.2);
  Pool pool(2);
  LowRankOptions options = low_rank_options(2, 0.3f);
  options.epochs = 2000;
  options.tolerance = 1e-9;
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options, pool);
  const Matrix new_rows = solve_new_rows(model, w.cells, nullptr, options, pool);
  for (Id i = 0; i < 120; ++i)
    for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(new_rows[i][k], model.rows[i][k], 2e-2) << i;
}

TEST(LowRankModel, NewRowDoesNotDependOnOtherRows) {
  const TableFixture w(120, kMixed, 0.2);
  Pool pool(2);
  const LowRankOptions options = low_rank_options(2, 0.3f);
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options, pool);
  const Matrix all = solve_new_rows(model, w.cells, nullptr, options, pool);
  for (Id i : {0, 57, 119}) {
    Matrix one(1, kMixed.size());
    std::ranges::copy(w.cells.row(i), one[0]);
    EXPECT_TRUE(std::ranges::equal(solve_new_rows(model, one, nullptr, options, pool).row(0), all.row(i)));
  }
}

TEST(LowRankModel, PredictsBetterThanConstantsForEveryLoss) {
  for (const std::string& loss : ColumnLosses::names()) {
    const TableFixture w(200, std::vector<std::string>(12, loss), 0.1);
    Pool pool(2);
    LowRankOptions options = low_rank_options(2, 1), flat = low_rank_options(2, 1e6f);
    const auto total_error = [&](const LowRankOptions& r) {
      const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, r, pool);
      const Matrix predicted = predict_cells(model, model.rows, pool);
      double sum = 0;
      for (Id i = 0; i < 200; ++i)
        for (std::size_t j = 0; j < 12; ++j)
          if (!missing(w.cells[i][j])) sum += std::fabs(predicted[i][j] - w.cells[i][j]);
      return sum;
    };
    EXPECT_LT(total_error(options), 0.75 * total_error(flat)) << loss;
  }
}

TEST(LowRankModel, ThresholdsStaySorted) {
  const TableFixture w(200, std::vector<std::string>(5, "ordinal"), 0.1);
  Pool pool(2);
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, low_rank_options(2, 0.3f), pool);
  for (std::size_t j = 0; j < 5; ++j) {
    const std::vector<float>& thresholds = std::get<Ordinal>(model.low_rank_columns[j].loss).thresholds;
    EXPECT_EQ(thresholds.size(), 3u);
    EXPECT_TRUE(std::ranges::is_sorted(thresholds));
    EXPECT_LT(thresholds[0], thresholds[2]);
    EXPECT_EQ(model.offset[model.low_rank_columns[j].first], 0);
  }
}

TEST(LowRankModel, ScaleColumnsNormalizesMeanLoss) {
  TableFixture w(100, kMixed, 0.2);
  for (Id i = 0; i < 100; ++i) w.cells[i][4] = missing(w.cells[i][4]) ? kMissing : 1;
  Pool pool(2);
  scale_columns(w.columns, w.cells, nullptr, pool);
  LowRankOptions flat = low_rank_options(1, 1e8f);
  flat.tolerance = 1e-9;
  for (std::size_t j = 0; j < kMixed.size(); ++j) {
    const Matrix column = transpose_columns(transpose_columns(w.cells, j, 1, pool), 0, 100, pool);
    double known = 0;
    for (Id i = 0; i < 100; ++i) known += !missing(column[i][0]);
    const LowRankModel model = fit_low_rank(column, nullptr, {w.columns[j]}, flat, pool);
    if (j == 4) {
      EXPECT_EQ(w.columns[j].factor, 1);
    } else {
      EXPECT_NEAR(model.objective.back(), known, 0.02 * known) << kMixed[j];
    }
  }
}

}  // namespace
}  // namespace kinfold
