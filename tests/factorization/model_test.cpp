#include "factorization/model.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/random.h"
#include "loss/point.h"
#include "oracle/typed_tests.h"

namespace kinfold {
namespace {

std::vector<Rating> random_rows() {
  Random random(2);
  std::vector<Rating> rows;
  for (int i = 0; i < 200; ++i) rows.push_back({Id(random.below(9)), Id(random.below(7)), float(i)});
  return rows;
}

TEST(History, HoldsEachUsersRowsInTheirOrder) {
  const auto rows = random_rows();
  const History history = make_history(rows, 10);  // the tenth user has none
  ASSERT_EQ(history.begin.size(), 11u);
  for (Id user = 0; user < 10; ++user) {
    std::uint64_t at = history.begin[user];
    for (const Rating& r : rows) {
      if (r.left != user) continue;
      ASSERT_EQ(history.item.at(at), r.right);
      ASSERT_EQ(history.value.at(at++), r.value);
    }
    EXPECT_EQ(at, history.begin[user + 1]);
  }
}

TEST(History, CountsEachItem) {
  const auto rows = random_rows();
  const auto counts = count_items(make_history(rows, 9), 8);
  for (Id item = 0; item < 8; ++item) EXPECT_EQ(counts[item], std::ranges::count(rows, item, &Rating::right)) << item;
}

// Two users and two items. The second one of each has no ratings.
Model hand_made_model() {
  Model model;
  model.users = {Matrix(2, 3), std::vector<BiasAndReg>(2)};
  model.items = {Matrix(2, 3), std::vector<BiasAndReg>(2)};
  for (Id row = 0; row < 2; ++row)
    for (int k = 0; k < 3; ++k) model.users.factors[row][k] = model.items.factors[row][k] = float(k + 1);
  for (FactorSide* side : {&model.users, &model.items})
    for (BiasAndReg& entry : side->bias_and_reg) entry.bias = 0.5f;
  model.offset = 1;
  model.low = -100;
  model.high = 100;
  model.history = make_history({{0, 0, 1}}, 2);
  model.item_counts = count_items(model.history, 2);
  return model;
}

TEST(Predict, AddsWhatIsKnown) {
  const Model model = hand_made_model();
  EXPECT_EQ(predict(model, 0, 0), 1 + 0.5f + 0.5f + 14);
  EXPECT_EQ(predict(model, 0, kUnseen), 1.5f);
  EXPECT_EQ(predict(model, kUnseen, 0), 1.5f);
  EXPECT_EQ(predict(model, kUnseen, kUnseen), 1);
  // A row without training rows may have a vector from its features.
  EXPECT_EQ(predict(model, 1, 1), score(model.scorer(), 1, 1));
}

TEST(Predict, ClipsToTheTrainingRange) {
  Model model = hand_made_model();
  model.high = 5;
  EXPECT_EQ(predict(model, 0, 0), 5);
  model.clip = false;
  EXPECT_EQ(predict(model, 0, 0), 16);
  model.clip = true;
  model.low = model.high = 2;
  EXPECT_EQ(predict(model, kUnseen, kUnseen), 2);
}

template <class L>
class LossValueTest : public ::testing::Test {};
TYPED_TEST_SUITE(LossValueTest, oracle::TypesOf<PointLosses>::Types, oracle::ByName);

TYPED_TEST(LossValueTest, AValueIsTheMeanOfTheModelsLoss) {
  Model model = hand_made_model();
  model.loss = TypeParam::name;
  for (float score : {-2.0f, 0.0f, 0.7f}) EXPECT_EQ(Predictor(model).value(score), TypeParam().mean(score));
}

TEST(Predict, AnUnknownLossIsRefused) {
  Model model = hand_made_model();
  model.loss = "squred";
  EXPECT_THROW(predict(model, 0, 0), UsageError);
}

}  // namespace
}  // namespace kinfold
