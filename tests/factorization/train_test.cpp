#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "factorization/planted.h"
#include "factorization/rating.h"
#include "factorization/train_model.h"
#include "optimizer/schedule.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using oracle::planted;
using oracle::planted_options;

double test_rmse(const TrainOptions& options) {
  const auto data = planted();
  return evaluate_ratings(train_ratings(data.train, {}, options), data.test).all.metrics.at("rmse").value;
}

TEST(Train, RecoversAPlantedModelWithEveryOptimizer) {
  for (const std::string& optimizer : RowwiseOptimizers::names()) {
    TrainOptions options = planted_options();
    options.optimizer = optimizer;
    if (optimizer == "rowwise-adagrad") options.lr = 0.2;
    if (optimizer == "rowwise-adam") options.lr = 0.01;
    EXPECT_LT(test_rmse(options), 1.2 * oracle::kNoise) << optimizer;
  }
}

TEST(Train, RecoversAPlantedModelWithRobustLosses) {
  for (const char* loss : {"huber", "absolute"}) {
    TrainOptions options = planted_options();
    options.loss = loss;
    EXPECT_LT(test_rmse(options), 1.5 * oracle::kNoise) << loss;
  }
}

TEST(Train, BiasesAndVectorsEachHelp) {
  TrainOptions mf = planted_options(), plain = mf, biases = mf, mean = mf;
  plain.biases = false;
  biases.model = "biases";
  mean.model = "mean";
  EXPECT_LT(test_rmse(mf), test_rmse(plain));
  EXPECT_LT(test_rmse(plain), test_rmse(biases));
  EXPECT_LT(test_rmse(biases), test_rmse(mean));
}

TEST(Train, TheErrorOfTheMeanModelIsTheStandardDeviation) {
  const auto data = planted();
  TrainOptions options = planted_options();
  options.model = "mean";
  options.clip = false;
  const Model model = train_ratings(data.train, {}, options);
  EXPECT_NEAR(evaluate_ratings(model, data.train).all.metrics.at("rmse").value, number_property(model.data, "std", 0),
              1e-4);
}

TEST(Train, LogisticLossPredictsProbabilities) {
  auto data = planted();
  for (Ratings* part : {&data.train, &data.test})
    for (Rating& r : part->rows) r.value = r.value > 3;
  TrainOptions options = planted_options();
  options.loss = "logistic";
  options.lr = 0.1;
  const Model model = train_ratings(data.train, {}, options);
  std::size_t correct = 0;
  for (const Rating& r : translate(data.test, model.user_ids, model.item_ids)) {
    const float p = predict(model, r.left, r.right);
    ASSERT_TRUE(p >= 0 && p <= 1);
    correct += (p > 0.5f) == (r.value == 1);
  }
  EXPECT_GT(double(correct) / double(data.test.rows.size()), 0.9);
}

TEST(Train, UnitsDoNotMatter) {
  auto data = planted();
  const Model stars = train_ratings(data.train, {}, planted_options());
  for (Rating& r : data.train.rows) r.value = 64 * r.value;
  const Model percent = train_ratings(data.train, {}, planted_options());
  for (Id u = 0; u < 10; ++u) EXPECT_NEAR(predict(percent, u, u) / 64, predict(stars, u, u), 2e-2);
}

TEST(Train, EveryRankTrains) {
  const auto data = planted(60, 40);
  for (int rank : {1, 2, 15, 16, 17, 100, 1024}) {
    TrainOptions options = planted_options();
    options.rank = rank;
    options.epochs = 5;
    options.init_std = 0.01;
    const Model model = train_ratings(data.train, {}, options);
    EXPECT_EQ(model.rank(), std::size_t(rank));
    EXPECT_LT(model.curve.back().loss, model.curve.front().loss);
  }
}

TEST(Train, OneUserOrOneItemIsEnough) {
  for (const auto& [users, items] : {std::pair{1, 30}, {30, 1}, {1, 1}}) {
    Ratings r;
    for (int u = 0; u < users; ++u)
      for (int i = 0; i < items; ++i)
        r.rows.push_back({r.users.add(std::to_string(u)), r.items.add(std::to_string(i)), float((u + i) % 5)});
    const Model model = train_ratings(r, {}, TrainOptions());
    EXPECT_TRUE(std::isfinite(predict(model, 0, 0)));
  }
}

TEST(Train, EqualValuesArePredictedExactly) {
  auto data = planted(40, 30);
  for (Rating& r : data.train.rows) r.value = 4;
  const Model model = train_ratings(data.train, {}, TrainOptions());
  EXPECT_EQ(predict(model, 3, 5), 4);
}

TEST(Train, InvalidValuesAreRefused) {
  auto data = planted(40, 30);
  data.train.rows[7].value = NAN;
  EXPECT_THROW(train_ratings(data.train, {}, TrainOptions()), Error);
  data.train.rows[7].value = 2;
  TrainOptions logistic;
  logistic.loss = "logistic";
  EXPECT_THROW(train_ratings(data.train, {}, logistic), Error);
  EXPECT_THROW(train_ratings(Ratings(), {}, TrainOptions()), Error);
}

TEST(LrFactor, FollowsTheSchedule) {
  EXPECT_EQ(lr_factor("linear", 0, 10), 1);
  EXPECT_NEAR(lr_factor("linear", 5, 10), 0.5, 1e-12);
  EXPECT_NEAR(lr_factor("cosine", 5, 10), 0.5, 1e-12);
  EXPECT_EQ(lr_factor("constant", 9, 10), 1);
  EXPECT_NEAR(lr_factor("exponential:0.9", 3, 10), 0.729, 1e-12);
  for (const char* schedule :
       {"fast", "0.9", "exponential", "exponential:0", "exponential:1.1", "exponential:-1", "exponential:0.9x", ""})
    EXPECT_THROW(lr_factor(schedule, 0, 1), UsageError);
}

}  // namespace
}  // namespace kinfold
