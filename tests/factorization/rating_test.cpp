#include "factorization/rating.h"

#include <gtest/gtest.h>

#include <cmath>

#include "factorization/planted.h"
#include "factorization/train_model.h"

namespace kinfold {
namespace {

TEST(ScoreRatings, EqualsThePlainFormulas) {
  Random random(1);
  std::vector<float> predicted;
  std::vector<Rating> rows;
  std::vector<Id> user;
  double squares = 0, absolute = 0;
  for (int i = 0; i < 400; ++i) {
    predicted.push_back(float(random.normal()));
    rows.push_back({0, 0, float(random.normal())});
    user.push_back(Id(random.below(30)));
    squares += std::pow(double(predicted.back()) - rows.back().value, 2);
    absolute += std::fabs(double(predicted.back()) - rows.back().value);
  }
  const RatingScores scores = score_ratings(predicted, rows, user);
  EXPECT_NEAR(scores.metrics.at("rmse").value, std::sqrt(squares / 400), 1e-9);
  EXPECT_NEAR(scores.metrics.at("mae").value, absolute / 400, 1e-9);
}

// With one row per user the interval of the mean is known: +- 1.96 std / sqrt(n).
TEST(ScoreRatings, TheIntervalHasTheWidthThatTheoryGives) {
  Random random(2);
  std::vector<float> predicted(4000, 0);
  std::vector<Rating> rows;
  std::vector<Id> user;
  for (Id i = 0; i < 4000; ++i) {
    rows.push_back({i, 0, float(random.uniform())});
    user.push_back(i);
  }
  const Metric mae = score_ratings(predicted, rows, user).metrics.at("mae");
  const double half = 1.96 * std::sqrt(1.0 / 12) / std::sqrt(4000.0);
  EXPECT_NEAR(mae.high - mae.value, half, 0.15 * half);
  EXPECT_NEAR(mae.value - mae.low, half, 0.15 * half);
}

// The errors of a user are equal, so resampling users gives a wider interval than resampling rows.
TEST(ScoreRatings, UsersAreResampledWhole) {
  std::vector<float> predicted(4000, 0);
  std::vector<Rating> rows;
  std::vector<Id> by_user, by_row;
  for (Id i = 0; i < 4000; ++i) {
    rows.push_back({0, 0, float(i / 100 % 2)});
    by_user.push_back(i / 100);
    by_row.push_back(i);
  }
  const Metric wide = score_ratings(predicted, rows, by_user).metrics.at("mae");
  const Metric narrow = score_ratings(predicted, rows, by_row).metrics.at("mae");
  EXPECT_GT(wide.high - wide.low, 5 * (narrow.high - narrow.low));
}

TEST(EvaluateRatings, ColdIdsAndRepeatedPairsAreCountedApart) {
  const auto data = oracle::planted(60, 40);
  const Model model = train_ratings(data.train, {}, oracle::planted_options());
  Ratings test;
  const auto add = [&](const std::string& user, const std::string& item) {
    test.rows.push_back({test.users.add(user), test.items.add(item), 3});
  };
  const Rating& seen = data.train.rows[5];
  add(std::string(data.train.users[seen.left]), std::string(data.train.items[seen.right]));
  add("unseen", "i1");
  add("u1", "unseen item");
  add("unseen", "unseen item");
  const RatingReport report = evaluate_ratings(model, test);
  EXPECT_EQ(report.all.rows, 4u);
  EXPECT_EQ(report.warm.rows, 1u);
  EXPECT_EQ(report.cold_user.rows, 2u);
  EXPECT_EQ(report.cold_item.rows, 2u);
  EXPECT_EQ(report.cold_users, 1u);
  EXPECT_EQ(report.cold_items, 1u);
  EXPECT_EQ(report.repeated, 1u);
}

TEST(Predict, ColdSidesFallBackOnTheMeanAndTheOtherBias) {
  const auto data = oracle::planted(60, 40);
  const Model model = train_ratings(data.train, {}, oracle::planted_options());
  EXPECT_EQ(predict(model, kUnseen, kUnseen), model.offset);
  EXPECT_FLOAT_EQ(predict(model, 3, kUnseen), model.offset + model.users.bias_and_reg[3].bias);
  EXPECT_FLOAT_EQ(predict(model, kUnseen, 4), model.offset + model.items.bias_and_reg[4].bias);
}

}  // namespace
}  // namespace kinfold
