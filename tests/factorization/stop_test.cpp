#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::planted;
using oracle::planted_options;

TEST(Determinism, ThreadsDoNotChangeTheFile) {
  const auto data = planted();
  for (const std::string& optimizer : RowwiseOptimizers::names()) {
    TrainOptions options = planted_options();
    options.optimizer = optimizer;
    options.rank = 19;
    options.epochs = 4;
    options.validation = "random:0.2";
    options.threads = 1;
    const std::string one = file_bytes(train_ratings(data.train, {}, options));
    for (int threads : {2, 3, 8}) {
      options.threads = threads;
      EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), one) << optimizer << " " << threads;
    }
    options.seed = 2;
    EXPECT_NE(file_bytes(train_ratings(data.train, {}, options)), one);
  }
}

TrainOptions overfitting() {
  TrainOptions options = planted_options();
  options.rank = 64;
  options.reg = 0;
  options.lr_schedule = "constant";
  options.validation = "random:0.2";
  return options;
}

TEST(Stop, TheBestEpochIsKept) {
  const Model model = train_ratings(planted().train, {}, overfitting());
  const auto best = std::ranges::min_element(model.curve, {}, &CurvePoint::validation);
  EXPECT_EQ(model.best_epoch, std::size_t(best - model.curve.begin()) + 1);
  EXPECT_LT(model.best_epoch, model.curve.size());
  TrainOptions up_to_the_best = overfitting();
  up_to_the_best.epochs = int(model.best_epoch);
  EXPECT_EQ(train_ratings(planted().train, {}, up_to_the_best).users.factors[3][0], model.users.factors[3][0]);
}

TEST(Stop, PatienceEndsTheTraining) {
  TrainOptions options = overfitting();
  options.patience = 2;
  const Model model = train_ratings(planted().train, {}, options);
  EXPECT_EQ(model.curve.size(), model.best_epoch + 2);
  EXPECT_NE(model.stop_reason.find("2 epochs"), std::string::npos);
}

TEST(Stop, TheTimeBudgetEndsTheTraining) {
  TrainOptions options = planted_options();
  options.epochs = 1'000'000;
  options.time_budget = 0.05;
  const Model model = train_ratings(planted().train, {}, options);
  EXPECT_LT(model.curve.size(), 1'000'000u);
  EXPECT_NE(model.stop_reason.find("time budget"), std::string::npos);
}

TEST(Stop, ValidationRowsMayHaveUnseenIds) {
  auto data = planted(60, 40);
  data.test.rows.push_back({data.test.users.add("unseen"), data.test.items.add("unseen item"), 3});
  const Model model = train_ratings(data.train, data.test, planted_options());
  EXPECT_TRUE(std::isfinite(model.curve.back().validation));
  EXPECT_FALSE(model.user_ids.find("unseen").has_value());
}

TEST(DivergenceError, NamesTheLearningRate) {
  TrainOptions options = planted_options();
  options.lr = 40;
  try {
    train_ratings(planted().train, {}, options);
    FAIL();
  } catch (const DivergenceError& diverged) {
    EXPECT_NE(diverged.where().find("--lr 40"), std::string::npos);
    EXPECT_EQ(diverged.last_finite_model, nullptr);
  }
}

// No learning lr schedule increases, so many epochs with a learning lr slightly too high give a later divergence.
TEST(DivergenceError, ALaterDivergenceKeepsAFiniteModel) {
  TrainOptions options = planted_options();
  options.lr_schedule = "constant";
  options.optimizer = "sgd";
  options.init_std = 1e-4;
  options.reg = 0;
  options.epochs = 400;
  bool seen = false;
  for (double lr = 0.1; lr < 20 && !seen; lr *= 1.05) {
    options.lr = lr;
    try {
      train_ratings(planted(60, 40).train, {}, options);
    } catch (const DivergenceError& diverged) {
      if (!diverged.last_finite_model) break;
      seen = true;
      EXPECT_GT(diverged.last_finite_model->best_epoch, 0u);
      EXPECT_NE(diverged.last_finite_model->stop_reason.find("diverged"), std::string::npos);
      for (float x : diverged.last_finite_model->users.factors.padded()) ASSERT_TRUE(std::isfinite(x));
    }
  }
  EXPECT_TRUE(seen);
}

TEST(Resume, EndsWithTheBytesOfAnUninterruptedRun) {
  const auto data = planted();
  for (const std::string& optimizer : RowwiseOptimizers::names()) {
    SCOPED_TRACE(optimizer);
    const oracle::Folder folder;
    TrainOptions options = planted_options();
    options.optimizer = optimizer;
    options.epochs = 9;
    options.validation = "random:0.2";
    const std::string whole = file_bytes(train_ratings(data.train, {}, options));
    options.checkpoint_dir = folder / "c";
    options.checkpoint_interval = 0;
    const Model part = train_ratings(data.train, {}, options, [](const Progress& p) { return p.epoch < 4; });
    EXPECT_EQ(part.curve.size(), 4u);
    options.resume = true;
    EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
    EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);  // the run is complete
  }
}

TEST(Resume, RefusesOtherOptionsAndOtherData) {
  auto data = planted(60, 40);
  const oracle::Folder folder;
  TrainOptions options = planted_options();
  options.epochs = 3;
  options.checkpoint_dir = folder / "c";
  train_ratings(data.train, {}, options);
  options.resume = true;
  const auto problem_of = [&](const TrainOptions& with) -> std::string {
    try {
      train_ratings(data.train, {}, with);
    } catch (const Error& error) {
      return error.problem();
    }
    return "";
  };
  TrainOptions other = options;
  other.lr = 0.01;
  EXPECT_NE(problem_of(other).find("--lr"), std::string::npos);
  other = options;
  other.threads = 1;
  EXPECT_EQ(problem_of(other), "");
  data.train.rows[0].value += 1;
  EXPECT_NE(problem_of(options).find("other data"), std::string::npos);
}

}  // namespace
}  // namespace kinfold
