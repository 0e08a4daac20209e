#include "table/rank_search.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "registry/options.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::even_frame;
using oracle::planted_table;
using oracle::table_options;
using oracle::trained;

bool beats_constants(const RankCurve& curve) {
  return std::ranges::any_of(curve.points, [](const RankPoint& p) { return p.high < 1; });
}

class PlantedRank : public ::testing::TestWithParam<std::size_t> {};

TEST_P(PlantedRank, IsSelected) {
  for (const double gaps : {0.0, 0.3}) {
    const TableModel model = trained(even_frame(150, 24, GetParam(), 0.5, gaps), table_options("pca", 0));
    EXPECT_EQ(model.rank(), GetParam()) << gaps;
    EXPECT_EQ(model.rank_curve.selected_rank, GetParam());
    EXPECT_TRUE(beats_constants(model.rank_curve));
    EXPECT_EQ(model.rank_curve.rows, 150u);
    EXPECT_EQ(model.rank_curve.parallel_analysis_rank, gaps == 0 ? int(GetParam()) : -1);
    EXPECT_EQ(text_property(model.data, "solver"), gaps == 0 ? "full" : "als");
  }
}

INSTANTIATE_TEST_SUITE_P(Ranks, PlantedRank, ::testing::Values(1, 3, 5));

TEST(RankSearch, OfBooleansSelectsAtMostTrueRank) {
  Frame frame = even_frame(200, 16, 2, 0.3, 0);
  for (FrameColumn& column : frame.columns) column.kind = ColumnKind::kBoolean;
  for (Id i = 0; i < 200; ++i)
    for (float& x : frame.cells.row(i)) x = x > 0;
  const TableModel model = trained(frame, table_options("logistic-pca", 0));
  EXPECT_GE(model.rank(), 1u);
  EXPECT_LE(model.rank(), 2u);
  EXPECT_TRUE(beats_constants(model.rank_curve));
}

TEST(RankSearch, OfNoiseDoesNotBeatConstants) {
  const TableModel model = trained(planted_table(120, 10, 0, 1).frame, table_options("pca", 0));
  EXPECT_FALSE(beats_constants(model.rank_curve));
  EXPECT_EQ(model.rank(), 1u);
  EXPECT_LE(model.rank_curve.parallel_analysis_rank, 1);
}

TEST(RankSearch, StopsIfLossKeepsRising) {
  const TableModel model = trained(even_frame(100, 40, 2, 0.5, 0), table_options("pca", 0));
  EXPECT_EQ(model.rank(), 2u);
  EXPECT_EQ(model.rank_curve.points.back().rank, 5u);
}

TEST(RankSearch, DoesNotDependOnThreads) {
  const Frame frame = even_frame(90, 10, 2, 0.5, 0.1);
  std::vector<TableModel> models;
  for (const int threads : {1, 2, 3}) {
    TrainOptions options = table_options("glrm", 0);
    options.threads = threads;
    models.push_back(trained(frame, options));
  }
  for (const TableModel& model : models) {
    ASSERT_EQ(model.rank_curve.points.size(), models[0].rank_curve.points.size());
    for (std::size_t k = 0; k < model.rank_curve.points.size(); ++k) {
      EXPECT_EQ(model.rank_curve.points[k].relative_loss, models[0].rank_curve.points[k].relative_loss);
      EXPECT_EQ(model.rank_curve.points[k].low, models[0].rank_curve.points[k].low);
    }
    EXPECT_TRUE(std::ranges::equal(model.rows.padded(), models[0].rows.padded()));
  }
}

TEST(RankSearch, SamplesRowsOfLargeTables) {
  const TableData data{even_frame(5000, 10, 1, 0.5, 0)};
  const RankCurve curve = choose_rank(data, table_options("pca", 0), 4000);
  EXPECT_EQ(curve.selected_rank, 1u);
  EXPECT_EQ(curve.rows, 400u);
  EXPECT_EQ(curve.held_out, 1200u);
}

TEST(RankSearch, ThrowsIfNoCellsCanBeHeldOut) {
  Frame frame = planted_table(1, 1, 1, 0.1).frame;
  EXPECT_THROW(trained(frame, table_options("pca", 0)), Error);
  Frame constant = planted_table(30, 4, 1, 0.1).frame;
  for (float& x : constant.cells.padded()) x = 2;
  EXPECT_THROW(trained(constant, table_options("pca", 0)), Error);
  TableData sparse{planted_table(1, 3, 1, 0.1).frame, {}, CsrMatrix{}};
  sparse.sparse->columns = 3;
  sparse.sparse->close();
  EXPECT_THROW(choose_rank(sparse, table_options("svd", 0)), UsageError);
}

TEST(HoldoutFraction, IsParsedFromRandomSplitsOnly) {
  TrainOptions options = table_options("pca", 2);
  EXPECT_EQ(holdout_fraction(options), 0);
  options.validation = "random:0.2";
  EXPECT_EQ(holdout_fraction(options), 0.2);
  for (const char* other : {"temporal:0.1", "per-user:0.1", "rows.csv", "random:2", "randomly"}) {
    options.validation = other;
    EXPECT_THROW(holdout_fraction(options), UsageError) << other;
  }
}

}  // namespace
}  // namespace kinfold
