// Checks of the training data, and the validation split.
#include <gtest/gtest.h>

#include <cmath>

#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "loss/point.h"
#include "optimizer/rowwise.h"
#include "oracle/typed_tests.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using oracle::planted;
using oracle::planted_options;

template <class L>
class LossTrainingTest : public ::testing::Test {};
TYPED_TEST_SUITE(LossTrainingTest, oracle::TypesOf<PointLosses>::Types, oracle::ByName);

TYPED_TEST(LossTrainingTest, TheTrainingLossFallsWithEveryOptimizer) {
  auto data = planted(80, 50);
  if (!TypeParam::in_units_of_the_target)
    for (Rating& r : data.train.rows) r.value = r.value > 3;
  for (const std::string& optimizer : RowwiseOptimizers::names()) {
    TrainOptions options = planted_options();
    options.loss = TypeParam::name;
    options.optimizer = optimizer;
    options.lr = optimizer == "rowwise-adam" ? 0.01 : 0.1;
    options.epochs = 20;
    const Model model = train_ratings(data.train, {}, options);
    EXPECT_LT(model.curve.back().loss, 0.8 * model.curve.front().loss) << optimizer;
    EXPECT_EQ(model.loss, TypeParam::name);
  }
}

Error refusal_of_input(const Ratings& ratings, const std::optional<Ratings>& validation, const TrainOptions& options) {
  try {
    train_ratings(ratings, validation, options);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "training was not refused";
  return Error("");
}

TEST(Input, AnErrorNamesThePair) {
  for (float bad : {NAN, INFINITY, -INFINITY}) {
    auto data = planted(40, 30);
    Rating& r = data.train.rows[7];
    r.value = bad;
    const std::string pair =
        "(" + std::string(data.train.users[r.left]) + ", " + std::string(data.train.items[r.right]) + ")";
    EXPECT_EQ(refusal_of_input(data.train, {}, TrainOptions()).where(), pair);
  }
}

TEST(Input, LogisticRefusesValuesOutsideItsRange) {
  TrainOptions options;
  options.loss = "logistic";
  for (float bad : {-0.01f, 1.01f}) {
    auto data = planted(40, 30);
    for (Rating& r : data.train.rows) r.value = 1;
    data.train.rows[3].value = bad;
    const Error error = refusal_of_input(data.train, {}, options);
    EXPECT_NE(error.problem().find("from 0 to 1"), std::string::npos);
    EXPECT_NE(error.advice().find("--loss"), std::string::npos);
  }
}

TEST(Input, ValidationValuesMustBeFinite) {
  auto data = planted(40, 30);
  data.test.rows[0].value = NAN;
  EXPECT_NE(refusal_of_input(data.train, data.test, planted_options()).problem().find("not finite"), std::string::npos);
}

TEST(Input, FoldsAreNoValidationSplit) {
  TrainOptions options = planted_options();
  options.validation = "k-fold:5";
  EXPECT_NE(refusal_of_input(planted(40, 30).train, {}, options).where().find("k-fold"), std::string::npos);
}

TEST(Input, ASplitThatLeavesNothingIsRefused) {
  Ratings one;
  one.rows.push_back({one.users.add("u"), one.items.add("i"), 1});
  for (const char* split : {"random:0.1", "random:0.9", "per-user:0.5"}) {
    TrainOptions options;
    options.validation = split;
    EXPECT_NE(refusal_of_input(one, {}, options).where().find(split), std::string::npos) << split;
  }
}

TEST(Input, UnknownNamesAreRefused) {
  const auto data = planted(40, 30);
  for (const auto& change : std::vector<std::pair<std::string TrainOptions::*, std::string>>{
           {&TrainOptions::loss, "squred"}, {&TrainOptions::optimizer, "sdg"}, {&TrainOptions::lr_schedule, "quick"}}) {
    TrainOptions options = planted_options();
    options.*change.first = change.second;
    EXPECT_NE(refusal_of_input(data.train, {}, options).problem().find(change.second), std::string::npos);
  }
}

TEST(Input, RepeatedPairsAreMergedAndCounted) {
  Ratings r;
  for (int i = 0; i < 30; ++i)
    r.rows.push_back({r.users.add("u" + std::to_string(i % 5)), r.items.add("i" + std::to_string(i % 6 % 2)), 1});
  TrainOptions options;
  options.on_duplicate = "mean";
  const Model model = train_ratings(r, {}, options);
  EXPECT_EQ(count_property(model.data, "duplicates"), 20);
  EXPECT_EQ(count_property(model.data, "rows"), 10);
  EXPECT_EQ(model.history.item.size(), 10u);
}

TEST(Input, HeldOutRowsAreNotInTheHistory) {
  const auto data = planted(60, 40);
  TrainOptions options = planted_options();
  options.epochs = 2;
  options.validation = "random:0.25";
  const Model model = train_ratings(data.train, {}, options);
  const std::size_t all = data.train.rows.size(), held_out = count_property(model.data, "validation_rows");
  EXPECT_EQ(held_out, std::size_t(std::llround(0.25 * double(all))));
  EXPECT_EQ(model.history.item.size(), all - held_out);
}

TEST(Input, ProgressIsReportedAfterEachEpoch) {
  const auto data = planted(40, 30);
  TrainOptions options = planted_options();
  options.epochs = 4;
  std::vector<std::size_t> epochs;
  std::vector<double> losses;
  const Model model = train_ratings(data.train, {}, options, [&](const Progress& p) {
    epochs.push_back(p.epoch);
    losses.push_back(p.point.loss);
    EXPECT_EQ(p.epochs, 4u);
    EXPECT_GT(p.examples_per_second, 0);
    return true;
  });
  EXPECT_EQ(epochs, (std::vector<std::size_t>{1, 2, 3, 4}));
  ASSERT_EQ(model.curve.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(model.curve[i].loss, losses[i]);
}

}  // namespace
}  // namespace kinfold
