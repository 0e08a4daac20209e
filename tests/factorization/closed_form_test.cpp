// Training runs with a known solution.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "factorization/planted.h"
#include "factorization/rating.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::planted;
using oracle::planted_options;

double rmse(const Model& model, const Ratings& ratings) {
  return evaluate_ratings(model, ratings).all.metrics.at("rmse").value;
}

// r = 3 + b_u + b_i without noise.
Ratings sums_of_biases() {
  Ratings r;
  Random random(2);
  std::vector<double> user(30), item(20);
  for (auto* side : {&user, &item})
    for (double& b : *side) b = random.normal();
  for (int u = 0; u < 30; ++u)
    for (int i = 0; i < 20; ++i)
      if (random.uniform() < 0.6)
        r.rows.push_back(
            {r.users.add(std::to_string(u)), r.items.add(std::to_string(i)), float(3 + user[u] + item[i])});
  return r;
}

TEST(ClosedForm, BiasesAloneFitASumOfBiases) {
  const Ratings r = sums_of_biases();
  TrainOptions options = planted_options();
  options.model = "biases";
  options.bias_reg = 0;
  options.epochs = 300;
  options.lr = 0.1;
  const Model model = train_ratings(r, {}, options);
  EXPECT_EQ(model.rank(), 0u);
  EXPECT_LT(rmse(model, r), 2e-3);
}

// With one user who rates each item once, L2 regularization shrinks each item bias to (value - mean) / (1 + reg). This
// is the fixed point of b_i <- b_i - lr (b_u + b_i - t + reg b_i).
TEST(ClosedForm, BiasesShrinkByL2) {
  Ratings r;
  for (int i = 0; i < 10; ++i) r.rows.push_back({r.users.add("u"), r.items.add(std::to_string(i)), float(i)});
  TrainOptions options = planted_options();
  options.model = "biases";
  options.bias_reg = 0.5;
  options.epochs = 4000;
  options.lr = 0.02;
  const Model model = train_ratings(r, {}, options);
  EXPECT_NEAR(model.users.bias_and_reg[0].bias, 0, 0.02);
  for (Id i = 0; i < 10; ++i) EXPECT_NEAR(model.items.bias_and_reg[i].bias, (float(i) - 4.5) / 1.5, 0.03) << i;
}

TEST(ClosedForm, TheMeanModelPredictsTheMeanAndTakesNoEpoch) {
  const auto data = planted(60, 40);
  double mean = 0;
  for (const Rating& r : data.train.rows) mean += double(r.value) / double(data.train.rows.size());
  TrainOptions options = planted_options();
  options.model = "mean";
  const Model model = train_ratings(data.train, {}, options);
  EXPECT_NEAR(model.offset, mean, 1e-5);
  EXPECT_TRUE(model.curve.empty());
  for (const Rating& r : data.train.rows) ASSERT_EQ(predict(model, r.left, r.right), model.offset);
}

TEST(ClosedForm, WithoutBiasesAllStayZero) {
  TrainOptions options = planted_options();
  options.biases = false;
  options.epochs = 5;
  const Model model = train_ratings(planted(60, 40).train, {}, options);
  for (const FactorSide* side : {&model.users, &model.items})
    for (const BiasAndReg& entry : side->bias_and_reg) ASSERT_EQ(entry.bias, 0);
}

// Strong regularization shrinks all vectors to zero.
TEST(ClosedForm, AStrongRegularizerLeavesNoVectors) {
  TrainOptions options = planted_options();
  options.reg = 8;
  options.lr = 0.05;
  const Model model = train_ratings(planted(60, 40).train, {}, options);
  for (float x : model.users.factors.padded()) ASSERT_NEAR(x, 0, 1e-3);
}

// Ratings have two values, so that unclipped predictions exceed their range.
TEST(ClosedForm, PredictionsAreClippedToTheTrainingRange) {
  auto data = planted(60, 40);
  for (Rating& r : data.train.rows) r.value = r.value > 3 ? 2 : 1;
  TrainOptions options = planted_options();
  const auto range = [&](bool clip) {
    options.clip = clip;
    const Model model = train_ratings(data.train, {}, options);
    float low = INFINITY, high = -INFINITY;
    for (Id u = 0; u < model.user_ids.size(); ++u)
      for (Id i = 0; i < model.item_ids.size(); ++i) {
        low = std::min(low, predict(model, u, i));
        high = std::max(high, predict(model, u, i));
      }
    return std::pair(low, high);
  };
  EXPECT_EQ(range(true), std::pair(1.0f, 2.0f));
  const auto [low, high] = range(false);
  EXPECT_LT(low, 1);
  EXPECT_GT(high, 2);
}

// The validation score of the curve equals the evaluation of the same rows.
TEST(ClosedForm, ValidationEqualsEvaluation) {
  auto data = planted(60, 40);
  data.test.rows.push_back({data.test.users.add("unseen"), data.test.items.add("i1"), 3});
  data.test.rows.push_back({data.test.users.add("u1"), data.test.items.add("unseen item"), 2});
  data.test.rows.push_back({data.test.users.add("unseen"), data.test.items.add("unseen item"), 5});
  for (const char* kind : {"mf", "biases"})
    for (const bool clip : {true, false}) {
      TrainOptions options = planted_options();
      options.epochs = 10;
      options.model = kind;
      options.clip = clip;
      const Model model = train_ratings(data.train, data.test, options);
      EXPECT_NEAR(model.curve[model.best_epoch - 1].validation, rmse(model, data.test), 1e-4) << kind << clip;
    }
}

// Steps overflow in the first epoch: the error names the epoch, and there is no model.
TEST(ClosedForm, AnOverflowIsADivergenceOfItsEpoch) {
  Ratings r;
  r.rows.push_back({r.users.add("a"), r.items.add("x"), 1});
  r.rows.push_back({r.users.add("b"), r.items.add("y"), 2});
  TrainOptions options = planted_options();
  options.lr = 1e39;
  try {
    train_ratings(r, {}, options);
    FAIL();
  } catch (const DivergenceError& diverged) {
    EXPECT_NE(diverged.problem().find("in epoch 1:"), std::string::npos) << diverged.what();
    EXPECT_EQ(diverged.last_finite_model, nullptr);
  }
}

}  // namespace
}  // namespace kinfold
