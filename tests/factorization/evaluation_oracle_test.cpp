#include <gtest/gtest.h>

#include <cmath>

#include "factorization/planted.h"
#include "factorization/rating.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::planted;

struct RatingFixture {
  Model model;
  Ratings test;
};

// A test with unseen ids on both sides: about a fifth of its rows have one.
RatingFixture rating_fixture(bool biases = true) {
  auto data = planted(60, 40);
  TrainOptions options = oracle::planted_options();
  options.epochs = 5;
  options.biases = biases;
  RatingFixture w{train_ratings(data.train, {}, options), {}};
  Random random(3);
  for (int i = 0; i < 300; ++i)
    w.test.rows.push_back({w.test.users.add("u" + std::to_string(random.below(70))),
                           w.test.items.add("i" + std::to_string(random.below(45))), float(random.normal() + 3)});
  return w;
}

// The predicted value by the formula, in double.
double expected_value(const Model& model, std::optional<Id> user, std::optional<Id> item) {
  double score = model.offset;
  if (user) score += model.users.bias_and_reg[*user].bias;
  if (item) score += model.items.bias_and_reg[*item].bias;
  if (user && item)
    for (std::size_t k = 0; k < model.rank(); ++k)
      score += double(model.users.factors[*user][k]) * model.items.factors[*item][k];
  return std::min<double>(std::max<double>(score, model.low), model.high);
}

struct Errors {
  double squared = 0, absolute = 0, rows = 0;
  void add(double error) { squared += error * error, absolute += std::fabs(error), rows += 1; }
};

void expect_equal(const RatingScores& scores, const Errors& errors) {
  ASSERT_EQ(double(scores.rows), errors.rows);
  EXPECT_NEAR(scores.metrics.at("rmse").value, std::sqrt(errors.squared / errors.rows), 1e-5);
  EXPECT_NEAR(scores.metrics.at("mae").value, errors.absolute / errors.rows, 1e-5);
}

TEST(Evaluate, EachPartEqualsThePlainFormulas) {
  for (const bool biases : {true, false}) {
    const auto [model, test] = rating_fixture(biases);
    Errors all, warm, cold_user, cold_item;
    for (const Rating& r : test.rows) {
      const auto user = model.user_ids.find(test.users[r.left]), item = model.item_ids.find(test.items[r.right]);
      const double error = expected_value(model, user, item) - r.value;
      all.add(error);
      if (user && item) warm.add(error);
      if (!user) cold_user.add(error);
      if (!item) cold_item.add(error);
    }
    const RatingReport report = evaluate_ratings(model, test);
    expect_equal(report.all, all);
    expect_equal(report.warm, warm);
    expect_equal(report.cold_user, cold_user);
    expect_equal(report.cold_item, cold_item);
    EXPECT_EQ(report.users, test.users.size());
    EXPECT_EQ(report.items, test.items.size());
  }
}

TEST(Evaluate, TheIntervalHoldsTheValueAndNamesItsSeed) {
  const auto [model, test] = rating_fixture();
  const RatingReport one = evaluate_ratings(model, test, 4), again = evaluate_ratings(model, test, 4),
                     other = evaluate_ratings(model, test, 5);
  for (const char* name : {"rmse", "mae"}) {
    const Metric &a = one.all.metrics.at(name), &b = again.all.metrics.at(name), &c = other.all.metrics.at(name);
    EXPECT_LT(a.low, a.value);
    EXPECT_GT(a.high, a.value);
    EXPECT_EQ(a.low, b.low);
    EXPECT_EQ(a.high, b.high);
    EXPECT_EQ(a.value, c.value);
    EXPECT_NE(a.low, c.low);
  }
}

TEST(Evaluate, IdsKnownToTheModelButNotTrainedOnAreCold) {
  auto [model, test] = rating_fixture();
  Ratings data;
  for (int u = 0; u < 4; ++u)
    for (int i = 0; i < 5; ++i)
      data.rows.push_back({data.users.add(std::to_string(u)), data.items.add(std::to_string(i)), float(u + i)});
  data.users.add("unrated");
  data.items.add("unrated");
  const Model trained = train_ratings(data, {}, TrainOptions());
  Ratings cold;
  cold.rows.push_back({cold.users.add("unrated"), cold.items.add("1"), 2});
  cold.rows.push_back({cold.users.add("1"), cold.items.add("unrated"), 2});
  const RatingReport report = evaluate_ratings(trained, cold);
  EXPECT_EQ(report.cold_users, 1u);
  EXPECT_EQ(report.cold_items, 1u);
  EXPECT_EQ(report.warm.rows, 0u);
  EXPECT_TRUE(report.warm.metrics.empty());
}

TEST(Evaluate, AnEmptyTestGivesNoMetrics) {
  const RatingReport report = evaluate_ratings(rating_fixture().model, Ratings());
  EXPECT_EQ(report.all.rows, 0u);
  EXPECT_TRUE(report.all.metrics.empty());
}

// With one row, all resamples are equal, so the interval is the value.
TEST(ScoreRatings, OneRowHasAnIntervalOfNoWidth) {
  const RatingScores scores = score_ratings({2.5f}, {{0, 0, 4}}, {0});
  for (const auto& [name, metric] : scores.metrics) {
    EXPECT_EQ(metric.value, 1.5) << name;
    EXPECT_EQ(metric.low, 1.5) << name;
    EXPECT_EQ(metric.high, 1.5) << name;
  }
  EXPECT_EQ(scores.metrics.size(), 2u);
}

// Nine users are resampled by row, ten by user. All errors of a user are equal, so only the latter interval is wide.
TEST(ScoreRatings, FewUsersAreResampledByRow) {
  const auto width = [](Id users) {
    std::vector<float> predicted;
    std::vector<Rating> rows;
    std::vector<Id> user;
    for (Id i = 0; i < 100 * users; ++i) {
      user.push_back(i / 100);
      predicted.push_back(float(user.back() % 2));
      rows.push_back({user.back(), 0, 0});
    }
    const Metric mae = score_ratings(predicted, rows, user).metrics.at("mae");
    return mae.high - mae.low;
  };
  EXPECT_GT(width(10), 5 * width(9));
}

}  // namespace
}  // namespace kinfold
