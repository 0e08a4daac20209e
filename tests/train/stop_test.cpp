#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "train/planted.h"
#include "train/registry.h"
#include "train/run.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::planted;
using oracle::planted_options;

TEST(Determinism, ThreadsDoNotChangeTheFile) {
  const auto data = planted();
  for (const std::string& update : Updates::names()) {
    Options options = planted_options();
    options.update = update;
    options.rank = 19;
    options.epochs = 4;
    options.valid = "random:0.2";
    options.threads = 1;
    const std::string one = file_bytes(train_ratings(data.train, {}, options));
    for (int threads : {2, 3, 8}) {
      options.threads = threads;
      EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), one) << update << " " << threads;
    }
    options.seed = 2;
    EXPECT_NE(file_bytes(train_ratings(data.train, {}, options)), one);
  }
}

Options overfitting() {
  Options options = planted_options();
  options.rank = 64;
  options.strength = 0;
  options.decay = "none";
  options.valid = "random:0.2";
  return options;
}

TEST(Stop, TheBestEpochIsKept) {
  const Model model = train_ratings(planted().train, {}, overfitting());
  const auto best = std::ranges::min_element(model.curve, {}, &CurvePoint::validation);
  EXPECT_EQ(model.best_epoch, std::size_t(best - model.curve.begin()) + 1);
  EXPECT_LT(model.best_epoch, model.curve.size());
  Options until_there = overfitting();
  until_there.epochs = int(model.best_epoch);
  EXPECT_EQ(train_ratings(planted().train, {}, until_there).users.factors[3][0], model.users.factors[3][0]);
}

TEST(Stop, PatienceEndsTheTraining) {
  Options options = overfitting();
  options.patience = 2;
  const Model model = train_ratings(planted().train, {}, options);
  EXPECT_EQ(model.curve.size(), model.best_epoch + 2);
  EXPECT_NE(model.stopped.find("2 epochs"), std::string::npos);
}

TEST(Stop, TheTimeBudgetEndsTheTraining) {
  Options options = planted_options();
  options.epochs = 1'000'000;
  options.time_budget = 0.05;
  const Model model = train_ratings(planted().train, {}, options);
  EXPECT_LT(model.curve.size(), 1'000'000u);
  EXPECT_NE(model.stopped.find("time budget"), std::string::npos);
}

TEST(Stop, ValidationRowsOfTheirOwnMayHoldUnseenIds) {
  auto data = planted(60, 40);
  data.test.rows.push_back({data.test.users.add("stranger"), data.test.items.add("novelty"), 3});
  const Model model = train_ratings(data.train, data.test, planted_options());
  EXPECT_TRUE(std::isfinite(model.curve.back().validation));
  EXPECT_FALSE(model.user_ids.find("stranger").has_value());
}

TEST(Diverged, KeepsTheLastGoodEpochAndNamesTheRate) {
  Options options = planted_options();
  options.rate = 40;
  try {
    train_ratings(planted().train, {}, options);
    FAIL();
  } catch (const Diverged& diverged) {
    EXPECT_NE(diverged.where().find("--rate 40"), std::string::npos);
    EXPECT_EQ(diverged.last_good, nullptr);
  }
}

// Rates that grow from epoch to epoch do not exist, so a later divergence is made by many epochs at a rate that is a
// little too high.
TEST(Diverged, ALaterDivergenceLeavesAFiniteModel) {
  Options options = planted_options();
  options.decay = "none";
  options.update = "sgd";
  options.init = 1e-4;
  options.strength = 0;
  options.epochs = 400;
  bool seen = false;
  for (double rate = 0.1; rate < 20 && !seen; rate *= 1.05) {
    options.rate = rate;
    try {
      train_ratings(planted(60, 40).train, {}, options);
    } catch (const Diverged& diverged) {
      if (!diverged.last_good) break;
      seen = true;
      EXPECT_GT(diverged.last_good->best_epoch, 0u);
      EXPECT_NE(diverged.last_good->stopped.find("diverged"), std::string::npos);
      for (float x : diverged.last_good->users.factors.padded()) ASSERT_TRUE(std::isfinite(x));
    }
  }
  EXPECT_TRUE(seen);
}

TEST(Resume, EndsWithTheBytesOfAnUninterruptedRun) {
  const auto data = planted();
  for (const std::string& update : Updates::names()) {
    SCOPED_TRACE(update);
    const oracle::Folder folder;
    Options options = planted_options();
    options.update = update;
    options.epochs = 9;
    options.valid = "random:0.2";
    const std::string whole = file_bytes(train_ratings(data.train, {}, options));
    options.checkpoint = folder / "c";
    options.checkpoint_every = 0;
    const Model part = train_ratings(data.train, {}, options, [](const Progress& p) { return p.epoch < 4; });
    EXPECT_EQ(part.curve.size(), 4u);
    options.resume = true;
    EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
    EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);  // nothing is left to do
  }
}

TEST(Resume, RefusesOtherOptionsAndOtherData) {
  auto data = planted(60, 40);
  const oracle::Folder folder;
  Options options = planted_options();
  options.epochs = 3;
  options.checkpoint = folder / "c";
  train_ratings(data.train, {}, options);
  options.resume = true;
  const auto complaint = [&](const Options& with) -> std::string {
    try {
      train_ratings(data.train, {}, with);
    } catch (const Error& error) {
      return error.problem();
    }
    return "";
  };
  Options other = options;
  other.rate = 0.01;
  EXPECT_NE(complaint(other).find("--rate"), std::string::npos);
  other = options;
  other.threads = 1;
  EXPECT_EQ(complaint(other), "");
  data.train.rows[0].value += 1;
  EXPECT_NE(complaint(options).find("other data"), std::string::npos);
}

}  // namespace
}  // namespace kinfold
