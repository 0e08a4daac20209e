#include "table/table_file.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "factorization/model_file.h"
#include "oracle/folder.h"
#include "store/metadata.h"
#include "store/texts.h"

namespace kinfold {
namespace {

TableModel example_model() {
  TableModel model;
  model.kind = "glrm";
  model.columns.resize(2);
  model.columns[0].column = {"height", ColumnKind::kNumber};
  model.columns[0].scale = 2.5;
  model.columns[0].noise = 0.1;
  model.columns[1].column = {"colour", ColumnKind::kCategory, {"red", "blue \"sky\""}};
  model.columns[1].loss = "softmax";
  model.columns[1].first = 1;
  model.columns[1].features = 2;
  model.columns[1].thresholds = {0.5f, 1.25f};
  model.rows = Matrix(4, 2);
  model.features = Matrix(3, 2);
  Random random(1);
  for (Matrix* matrix : {&model.rows, &model.features})
    for (Id row = 0; row < matrix->rows(); ++row)
      for (float& x : matrix->row(row)) x = float(random.normal());
  model.offset = {1, -2, 0.5f};
  model.values = {3, 1};
  model.total_squares = 12;
  model.bound = 0.5;
  model.names = {"a", "", "c", "ü"};
  model.label_name = "kind";
  model.labels = {"x", "y", "x", "y"};
  model.curve = {4, 2};
  model.columns[0].constant = {1.5f};
  model.columns[1].constant = {-0.5f, 0.25f};
  model.rank_curve = {{{1, 0.8, 0.7, 0.9}, {2, 0.5, NAN, NAN}}, 2, 4, 3, 1};
  model.options["rank"] = std::uint64_t{2};
  model.data["source"] = "t.csv";
  return model;
}

TEST(TableFile, RoundTripKeepsAllFields) {
  const oracle::Folder folder;
  const TableModel model = example_model();
  save(model, folder / "t.kf");
  const TableModel back = load_table(folder / "t.kf");
  EXPECT_EQ(task_of(TensorReader(folder / "t.kf")), "table");
  EXPECT_EQ(back.kind, model.kind);
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_EQ(back.columns[c].column.name, model.columns[c].column.name);
    EXPECT_EQ(back.columns[c].column.kind, model.columns[c].column.kind);
    EXPECT_EQ(back.columns[c].column.levels, model.columns[c].column.levels);
    EXPECT_EQ(back.columns[c].first, model.columns[c].first);
    EXPECT_EQ(back.columns[c].features, model.columns[c].features);
    EXPECT_EQ(back.columns[c].loss, model.columns[c].loss);
    EXPECT_EQ(back.columns[c].scale, model.columns[c].scale);
    EXPECT_EQ(back.columns[c].noise, model.columns[c].noise);
    EXPECT_EQ(back.columns[c].thresholds, model.columns[c].thresholds);
    EXPECT_EQ(back.columns[c].constant, model.columns[c].constant);
  }
  EXPECT_TRUE(std::ranges::equal(back.rows.padded(), model.rows.padded()));
  EXPECT_TRUE(std::ranges::equal(back.features.padded(), model.features.padded()));
  EXPECT_EQ(back.offset, model.offset);
  EXPECT_EQ(back.values, model.values);
  EXPECT_EQ(back.names, model.names);
  EXPECT_EQ(back.labels, model.labels);
  EXPECT_EQ(back.label_name, model.label_name);
  EXPECT_EQ(back.curve, model.curve);
  EXPECT_EQ(back.options, model.options);
  EXPECT_EQ(back.data, model.data);
  EXPECT_EQ(back.total_squares, model.total_squares);
  EXPECT_EQ(back.bound, model.bound);
  ASSERT_EQ(back.rank_curve.points.size(), 2u);
  EXPECT_EQ(back.rank_curve.points[0].high, 0.9);
  EXPECT_EQ(back.rank_curve.points[1].rank, 2u);
  EXPECT_TRUE(std::isnan(back.rank_curve.points[1].low));
  EXPECT_EQ(back.rank_curve.selected_rank, 2u);
  EXPECT_EQ(back.rank_curve.rows, 4u);
  EXPECT_EQ(back.rank_curve.held_out, 3u);
  EXPECT_EQ(back.rank_curve.parallel_analysis_rank, 1);
}

// Files of older versions have no constants and no rank curve.
TEST(TableFile, LoadsFilesWithoutConstantsAndRankCurve) {
  const oracle::Folder folder;
  save(example_model(), folder / "t.kf");
  const TensorReader current(folder / "t.kf");
  auto metadata = current.metadata();
  std::string& about = metadata.at("model");
  for (const std::string key : {"\"constant\"", "\"rank_curve\""})
    for (std::size_t at = about.find(key); at != std::string::npos; at = about.find(key)) about[at + 1] = 'x';
  metadata.erase("checksum");
  const Matrix rows = current.matrix("row.factors"), features = current.matrix("feature.factors");
  const auto offset = current.get<float>("feature.offset");
  const auto values = current.get<double>("values");
  TensorWriter old_file;  // refers to the arrays above
  old_file.add("row.factors", rows);
  old_file.add("feature.factors", features);
  old_file.add<float>("feature.offset", offset);
  old_file.add<double>("values", values);
  const StringList none({});
  none.add_to(old_file, "row.name");
  none.add_to(old_file, "row.label");
  old_file.write(folder / "old.kf", metadata);
  const TableModel model = load_table(folder / "old.kf");
  EXPECT_TRUE(model.columns[0].constant.empty());
  EXPECT_TRUE(model.rank_curve.points.empty());
  EXPECT_EQ(model.rank_curve.parallel_analysis_rank, -1);
  EXPECT_EQ(model.columns[1].noise, example_model().columns[1].noise);
}

TEST(TableFile, InconsistentModelsAreRejected) {
  const oracle::Folder folder;
  const auto expect_rejected = [&](auto change) {
    TableModel model = example_model();
    change(model);
    save(model, folder / "t.kf");
    EXPECT_THROW(load_table(folder / "t.kf"), Error);
  };
  expect_rejected([](TableModel& m) { m.offset.pop_back(); });
  expect_rejected([](TableModel& m) { m.values.push_back(1); });
  expect_rejected([](TableModel& m) { m.names.pop_back(); });
  expect_rejected([](TableModel& m) { m.rows = Matrix(4, 3); });
  expect_rejected([](TableModel& m) { m.columns[1].features = 3; });
  expect_rejected([](TableModel& m) { m.columns.pop_back(); });
  expect_rejected([](TableModel& m) { m.columns[0].loss = "sofmax"; });
  expect_rejected([](TableModel& m) { m.columns[0].loss = "ordinal"; });
  expect_rejected([](TableModel& m) { m.columns[0].scale = 0; });
  expect_rejected([](TableModel& m) { m.columns[1].constant.pop_back(); });
  expect_rejected([](TableModel& m) { m.columns[1].scale = 2; });
  expect_rejected([](TableModel& m) { m.columns[1].loss = "logistic"; });
}

TEST(TableFile, IsNotLoadedAsRatingsModel) {
  const oracle::Folder folder;
  save(example_model(), folder / "t.kf");
  EXPECT_THROW(load(folder / "t.kf"), Error);
}

}  // namespace
}  // namespace kinfold
