// Properties of all trainers: neither the number of threads nor interruptions change the result.
#include <gtest/gtest.h>

#include <cmath>

#include "factorization/composed.h"
#include "factorization/planted.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::SolverCase;

class Trainers : public ::testing::TestWithParam<SolverCase> {
 protected:
  Model train_with(const TrainOptions& options, const ProgressCallback& callback = {}) const {
    return train(GetParam().data(), options, callback);
  }
};

TEST_P(Trainers, ThreadsDoNotChangeTheFile) {
  TrainOptions options = GetParam().options();
  options.validation = "random:0.2";
  options.threads = 1;
  const std::string one = file_bytes(train_with(options));
  for (int threads : {2, 3}) {
    options.threads = threads;
    EXPECT_EQ(file_bytes(train_with(options)), one) << threads;
  }
}

TEST_P(Trainers, InterruptionsDoNotChangeTheFile) {
  for (const std::string validation : {"", "random:0.2"}) {
    SCOPED_TRACE(validation);
    const oracle::Folder folder;
    TrainOptions options = GetParam().options();
    options.threads = 2;
    options.validation = validation;
    const std::string whole = file_bytes(train_with(options));
    options.checkpoint_dir = folder / "c";
    options.checkpoint_interval = 0;
    options.resume = true;
    for (const std::size_t epochs : {1, 2, 5}) {
      const Model part = train_with(options, [&](const Progress& p) { return p.epoch < epochs; });
      EXPECT_EQ(part.curve.size(), epochs);
    }
    EXPECT_EQ(file_bytes(train_with(options)), whole);
    EXPECT_EQ(file_bytes(train_with(options)), whole);  // the run is complete
  }
}

TEST_P(Trainers, TheLossFalls) {
  TrainOptions options = GetParam().options();
  options.threads = 2;
  options.epochs = 12;
  const Model model = train_with(options);
  ASSERT_EQ(model.curve.size(), 12u);
  EXPECT_LT(model.curve.back().loss, model.curve.front().loss);
}

std::string name_of(const ::testing::TestParamInfo<SolverCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(, Trainers, ::testing::ValuesIn(oracle::solver_cases()), name_of);

// Rows that have features but no ratings get their feature means. The Gibbs sampler samples them around the means
// instead.
class FittedTrainers : public Trainers {};

TEST_P(FittedTrainers, RowsWithoutRatingsAreTheirFeatureMeans) {
  TrainOptions options = GetParam().options();
  options.threads = 2;
  const Model model = train_with(options);
  for (const auto& [side, features, ids] : {std::tuple(&model.users, &model.user_side_features, &model.user_ids),
                                            std::tuple(&model.items, &model.item_side_features, &model.item_ids)}) {
    const Id row = *ids->find("new1");
    std::vector<float> mean(features->side.factors.stride());
    EXPECT_NEAR(side->bias_and_reg[row].bias, add_feature_mean(features->bags, row, features->side, mean.data()), 1e-5);
    for (std::size_t k = 0; k < side->factors.rank(); ++k) EXPECT_NEAR(side->factors[row][k], mean[k], 1e-5);
  }
}

std::vector<SolverCase> fitted_cases() {
  std::vector<SolverCase> solver_cases = oracle::solver_cases();
  std::erase_if(solver_cases, [](const SolverCase& solver_case) {
    return solver_case.solver == "gibbs" || !solver_case.uses_side_information();
  });
  return solver_cases;
}

INSTANTIATE_TEST_SUITE_P(, FittedTrainers, ::testing::ValuesIn(fitted_cases()), name_of);

// Without user embeddings, each user is the weighted sum of the embeddings of their features.
TEST(UserEmbeddings, WithoutThemEveryUserIsTheFeatureMean) {
  for (const SolverCase& solver_case :
       {SolverCase{"", "ratings", "sgd", {}}, {"", "ratings", "als", {}}, {"", "likes", "ials", {}}}) {
    SCOPED_TRACE(solver_case.task + " " + solver_case.solver);
    TrainOptions options = solver_case.options();
    options.user_embeddings = false;
    options.epochs = 20;
    const Model model = train(solver_case.data(), options);
    double size = 0;
    for (Id user = 0; user < model.user_ids.size(); ++user) {
      std::vector<float> mean(model.user_side_features.side.factors.stride());
      const float bias =
          add_feature_mean(model.user_side_features.bags, user, model.user_side_features.side, mean.data());
      EXPECT_NEAR(model.users.bias_and_reg[user].bias, bias, 1e-5);
      for (std::size_t k = 0; k < model.rank(); ++k) {
        EXPECT_NEAR(model.users.factors[user][k], mean[k], 1e-5);
        size += mean[k] * mean[k];
      }
    }
    EXPECT_GT(size, 1e-3);
  }
}

TEST(UserEmbeddings, WithoutThemImplicitFeedbackOrFeaturesAreNeeded) {
  TrainOptions options = TrainOptions::defaults("ratings");
  options.user_embeddings = false;
  FactorizationData data{oracle::combined_ratings().train, {}};
  for (const int bins : {0, 3}) {  // rows of a user in time bins are no implicit feedback
    options.time_bins = bins;
    options.time_terms = "user";
    try {
      train(data, options);
      FAIL();
    } catch (const UsageError& error) {
      EXPECT_EQ(error.where(), "--user-embeddings no");
    }
  }
  data.user_features.emplace();
  data.user_features->owners.add("u0");
  data.user_features->bags.close();
  EXPECT_THROW(train(data, options), UsageError) << "features without a value";
  options = TrainOptions::defaults("ratings", "gibbs");
  options.user_embeddings = false;
  EXPECT_THROW(train(data, options), UsageError);
}

TEST(DivergenceError, LikesByGradientsAreCaughtToo) {
  for (const std::string& loss : GroupLosses::names()) {
    TrainOptions options = TrainOptions::defaults("likes", "sgd");
    options.loss = loss;
    options.lr = 1000;
    options.reg = 0.5;
    try {
      train(oracle::combined_data("likes"), options);
      ADD_FAILURE() << loss;
    } catch (const DivergenceError& diverged) {
      EXPECT_EQ(diverged.where(), "--lr 1000") << loss;
      if (diverged.last_finite_model) {
        for (float x : diverged.last_finite_model->users.factors.padded()) ASSERT_TRUE(std::isfinite(x));
      }
    }
  }
}

}  // namespace
}  // namespace kinfold
