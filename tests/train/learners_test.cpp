// What holds of every way of learning: threads change nothing, nor do interruptions.
#include <gtest/gtest.h>

#include <cmath>

#include "train/composed.h"
#include "train/planted.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::Way;

class Learners : public ::testing::TestWithParam<Way> {
 protected:
  Model learn(const Options& options, const Watch& watch = {}) const {
    return train(GetParam().data(), options, watch);
  }
};

TEST_P(Learners, ThreadsDoNotChangeTheFile) {
  Options options = GetParam().options();
  options.valid = "random:0.2";
  options.threads = 1;
  const std::string one = file_bytes(learn(options));
  for (int threads : {2, 3}) {
    options.threads = threads;
    EXPECT_EQ(file_bytes(learn(options)), one) << threads;
  }
}

TEST_P(Learners, InterruptionsDoNotChangeTheFile) {
  for (const std::string valid : {"", "random:0.2"}) {
    SCOPED_TRACE(valid);
    const oracle::Folder folder;
    Options options = GetParam().options();
    options.threads = 2;
    options.valid = valid;
    const std::string whole = file_bytes(learn(options));
    options.checkpoint = folder / "c";
    options.checkpoint_every = 0;
    options.resume = true;
    for (const std::size_t epochs : {1, 2, 5}) {
      const Model part = learn(options, [&](const Progress& p) { return p.epoch < epochs; });
      EXPECT_EQ(part.curve.size(), epochs);
    }
    EXPECT_EQ(file_bytes(learn(options)), whole);
    EXPECT_EQ(file_bytes(learn(options)), whole);  // nothing is left to do
  }
}

TEST_P(Learners, TheLossFalls) {
  Options options = GetParam().options();
  options.threads = 2;
  options.epochs = 12;
  const Model model = learn(options);
  ASSERT_EQ(model.curve.size(), 12u);
  EXPECT_LT(model.curve.back().loss, model.curve.front().loss);
}

std::string name_of(const ::testing::TestParamInfo<Way>& given) { return given.param.name; }

INSTANTIATE_TEST_SUITE_P(, Learners, ::testing::ValuesIn(oracle::ways()), name_of);

// Rows of which nothing but features is known have the vector of these, in the tables that are published. A sampler
// draws them about it.
class Fitted : public Learners {};

TEST_P(Fitted, RowsOfFeaturesAloneAreTheirMeans) {
  Options options = GetParam().options();
  options.threads = 2;
  const Model model = learn(options);
  for (const auto& [side, traits, ids] : {std::tuple(&model.users, &model.user_traits, &model.user_ids),
                                          std::tuple(&model.items, &model.item_traits, &model.item_ids)}) {
    const Id row = *ids->find("new1");
    std::vector<float> mean(traits->side.factors.stride());
    EXPECT_NEAR(side->heads[row].bias, add_mean(traits->bags, row, traits->side, mean.data()), 1e-5);
    for (std::size_t k = 0; k < side->factors.rank(); ++k) EXPECT_NEAR(side->factors[row][k], mean[k], 1e-5);
  }
}

std::vector<Way> fitted_ways() {
  std::vector<Way> ways = oracle::ways();
  std::erase_if(ways, [](const Way& way) { return way.solver == "gibbs" || !way.composes(); });
  return ways;
}

INSTANTIATE_TEST_SUITE_P(, Fitted, ::testing::ValuesIn(fitted_ways()), name_of);

// Users without vectors of their own are the sum of their traits, each of them.
TEST(OwnVectors, WithoutThemEveryUserIsItsMean) {
  for (const Way& way : {Way{"", "ratings", "sgd", {}}, {"", "ratings", "als", {}}, {"", "likes", "ials", {}}}) {
    SCOPED_TRACE(way.task + " " + way.solver);
    Options options = way.options();
    options.own_vectors = false;
    options.epochs = 20;
    const Model model = train(way.data(), options);
    double size = 0;
    for (Id user = 0; user < model.user_ids.size(); ++user) {
      std::vector<float> mean(model.user_traits.side.factors.stride());
      const float bias = add_mean(model.user_traits.bags, user, model.user_traits.side, mean.data());
      EXPECT_NEAR(model.users.heads[user].bias, bias, 1e-5);
      for (std::size_t k = 0; k < model.rank(); ++k) {
        EXPECT_NEAR(model.users.factors[user][k], mean[k], 1e-5);
        size += mean[k] * mean[k];
      }
    }
    EXPECT_GT(size, 1e-3);
  }
}

TEST(OwnVectors, WithoutThemAHistoryOrFeaturesAreNeeded) {
  Options options = Options::preset("ratings");
  options.own_vectors = false;
  Data data{oracle::composed_world().train, {}};
  for (const int bins : {0, 3}) {  // rows of a user's own times are no history
    options.time_bins = bins;
    options.time_terms = "user";
    try {
      train(data, options);
      FAIL();
    } catch (const UsageError& error) {
      EXPECT_EQ(error.where(), "--own-vectors no");
    }
  }
  data.user_features.emplace();
  data.user_features->owners.add("u0");
  data.user_features->bags.close();
  EXPECT_THROW(train(data, options), UsageError) << "features without a value";
  options = Options::preset("ratings", "gibbs");
  options.own_vectors = false;
  EXPECT_THROW(train(data, options), UsageError);
}

TEST(Diverged, LikesByGradientsAreCaughtToo) {
  for (const std::string& loss : GroupLosses::names()) {
    Options options = Options::preset("likes", "sgd");
    options.loss = loss;
    options.rate = 1000;
    options.strength = 0.5;
    try {
      train(oracle::composed_data("likes"), options);
      ADD_FAILURE() << loss;
    } catch (const Diverged& diverged) {
      EXPECT_EQ(diverged.where(), "--rate 1000") << loss;
      if (diverged.last_good) {
        for (float x : diverged.last_good->users.factors.padded()) ASSERT_TRUE(std::isfinite(x));
      }
    }
  }
}

}  // namespace
}  // namespace kinfold
