#include "table/table_model.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace kinfold {
namespace {

TableModel random_model(std::size_t rows, std::size_t features, std::size_t rank) {
  Random random(7);
  TableModel model;
  model.rows = Matrix(rows, rank);
  model.features = Matrix(features, rank);
  for (Matrix* table : {&model.rows, &model.features})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = float(random.normal() + 0.5);
  model.offset.assign(features, 0.25f);
  return model;
}

TEST(SingularForm, KeepsScoresAndSortsDirections) {
  for (const bool centre : {false, true}) {
    const TableModel before = random_model(30, 11, 4);
    TableModel after = before;
    to_singular_form(after, centre);
    for (Id i = 0; i < 30; ++i)
      for (Id f = 0; f < 11; ++f) ASSERT_NEAR(after.score(after.rows[i], f), before.score(before.rows[i], f), 1e-5);
    ASSERT_EQ(after.values.size(), 4u);
    for (std::size_t k = 0; k < 4; ++k) {
      double mean = 0;
      for (std::size_t l = 0; l <= k; ++l) {
        double of_rows = 0, of_features = 0;
        for (Id i = 0; i < 30; ++i) of_rows += double(after.rows[i][k]) * after.rows[i][l];
        for (Id f = 0; f < 11; ++f) of_features += double(after.features[f][k]) * after.features[f][l];
        EXPECT_NEAR(of_rows, k == l ? after.values[k] * after.values[k] : 0, 1e-3);
        EXPECT_NEAR(of_features, k == l, 1e-5);
      }
      for (Id i = 0; i < 30; ++i) mean += after.rows[i][k] / 30;
      if (centre) {
        EXPECT_NEAR(mean, 0, 1e-5);
      }
      if (k > 0) {
        EXPECT_LE(after.values[k], after.values[k - 1]);
      }
    }
  }
}

TEST(SingularForm, RedundantDirectionIsZero) {
  TableModel model = random_model(20, 8, 3);
  for (Id f = 0; f < 8; ++f) model.features[f][2] = model.features[f][0];
  const TableModel before = model;
  to_singular_form(model, false);
  EXPECT_NEAR(model.values[2], 0, 1e-4);
  for (Id i = 0; i < 20; ++i)
    for (Id f = 0; f < 8; ++f) ASSERT_NEAR(model.score(model.rows[i], f), before.score(before.rows[i], f), 1e-5);
}

TEST(FeatureName, IsColumnNameOrColumnAndLevel) {
  TableModel model = random_model(1, 3, 1);
  model.columns.resize(2);
  model.columns[0].column = {"height", ColumnKind::kNumber};
  model.columns[1].column = {"colour", ColumnKind::kCategory, {"red", "blue"}};
  model.columns[1].first = 1;
  model.columns[1].features = 2;
  EXPECT_EQ(model.feature_name(0), "height");
  EXPECT_EQ(model.feature_name(2), "colour=blue");
  EXPECT_EQ(model.row_name(0), "1");
}

}  // namespace
}  // namespace kinfold
