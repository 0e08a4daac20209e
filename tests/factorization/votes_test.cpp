#include "factorization/votes.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/random.h"
#include "factorization/composed.h"
#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "oracle/votes.h"
#include "registry/options.h"

namespace kinfold {
namespace {

VoteScores scores(const std::vector<Vote>& votes, std::size_t threads = 1) {
  Pool pool(threads);
  return score_votes(votes, 1, pool);
}

// Probabilities with few distinct values, so that there are many ties.
std::vector<Vote> random_votes(std::size_t count, std::size_t users, std::uint64_t seed) {
  Random random(seed);
  std::vector<Vote> votes;
  for (std::size_t i = 0; i < count; ++i) {
    const float probability = float(random.below(17)) / 16;
    votes.push_back({probability, random.uniform() < probability, Id(random.below(users))});
  }
  return votes;
}

TEST(Votes, EqualThePlainFormulas) {
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    const auto votes = random_votes(1 + seed * 5, 1 + seed, seed);
    const VoteScores found = scores(votes);
    for (const auto& [name, value] : oracle::vote_metrics(votes)) {
      if (std::isnan(value))
        EXPECT_TRUE(std::isnan(found.metrics.at(name).value)) << name;
      else
        EXPECT_NEAR(found.metrics.at(name).value, value, 1e-9) << name << " " << seed;
    }
    EXPECT_EQ(found.metrics.size(), kVoteMetrics.size());
  }
}

// Likes at 0.9 and 0.4, dislikes at 0.4 and 0.2: of four pairs, three are in the right order and one is a tie.
TEST(Votes, ByHand) {
  const auto found = scores({{0.9f, true, 0}, {0.4f, true, 0}, {0.4f, false, 1}, {0.2f, false, 1}});
  EXPECT_NEAR(found.metrics.at("auc").value, 3.5 / 4, 1e-12);
  EXPECT_NEAR(found.metrics.at("accuracy").value, 3.0 / 4, 1e-12);
  EXPECT_NEAR(found.metrics.at("log_loss").value, -std::log(0.9 * 0.4 * 0.6 * 0.8) / 4, 1e-7);
  EXPECT_NEAR(found.metrics.at("brier").value, (0.01 + 0.36 + 0.16 + 0.04) / 4, 1e-7);
  EXPECT_NEAR(found.metrics.at("calibration_error").value, (0.1 + std::fabs(0.8 - 1) + 0.2) / 4, 1e-7);
  EXPECT_EQ(found.likes, 2u);
  ASSERT_EQ(found.calibration.size(), 10u);
  EXPECT_EQ(found.calibration[4].rows, 2u);
  EXPECT_NEAR(found.calibration[4].predicted, 0.4, 1e-7);
  EXPECT_NEAR(found.calibration[4].liked, 0.5, 1e-12);
}

TEST(Votes, AConstantScorerHasNoAuc) {
  auto votes = random_votes(300, 20, 3);
  for (Vote& vote : votes) vote.probability = 0.5f;
  const auto found = scores(votes);
  EXPECT_EQ(found.metrics.at("auc").value, 0.5);
  EXPECT_EQ(found.metrics.at("auc").low, 0.5);
  EXPECT_EQ(found.metrics.at("accuracy").value, 0.5);
  EXPECT_NEAR(found.metrics.at("log_loss").value, std::log(2.0), 1e-9);
}

TEST(Votes, TheLossOfAWrongCertaintyIsFinite) {
  const auto found = scores({{0, true, 0}, {1, false, 1}});
  EXPECT_NEAR(found.metrics.at("log_loss").value, -std::log(1e-7), 1e-6);
  EXPECT_EQ(found.metrics.at("auc").value, 0);
  EXPECT_EQ(found.calibration[9].rows, 1u);
}

TEST(Votes, WithoutDislikesThereIsNoAuc) {
  const auto found = scores({{0.3f, true, 0}, {0.6f, true, 1}});
  EXPECT_TRUE(std::isnan(found.metrics.at("auc").value));
  EXPECT_FALSE(std::isnan(found.metrics.at("brier").low));
  EXPECT_TRUE(scores({}).metrics.empty());
}

TEST(Votes, TimesAreUsed) {
  TrainOptions options = TrainOptions::defaults("votes");
  options.time_bins = 4;
  options.epochs = 10;
  options.threads = 1;
  const FactorizationData data = oracle::combined_data("votes");
  const Model model = train(data, options);
  std::vector<Vote> votes;
  for (std::size_t i = 0; i < data.ratings.rows.size(); ++i) {
    const Rating& r = data.ratings.rows[i];
    votes.push_back({predict(model, r.left, r.right, data.ratings.time[i]), r.value > 0, r.left});
  }
  Pool pool(1);
  EXPECT_EQ(evaluate_votes(model, data.ratings, 1, pool).all.metrics.at("log_loss").value,
            scores(votes).metrics.at("log_loss").value);
}

TEST(Votes, TheIntervalIsTheSameForAnyNumberOfThreads) {
  const auto votes = random_votes(2000, 60, 4);
  const auto one = scores(votes), three = scores(votes, 3);
  for (const std::string& name : kVoteMetrics) {
    EXPECT_EQ(one.metrics.at(name).low, three.metrics.at(name).low);
    EXPECT_EQ(one.metrics.at(name).high, three.metrics.at(name).high);
    EXPECT_LE(one.metrics.at(name).low, one.metrics.at(name).high);
    if (name == "calibration_error") continue;  // biased upwards by resampling
    EXPECT_LT(one.metrics.at(name).low, one.metrics.at(name).value);
    EXPECT_GT(one.metrics.at(name).high, one.metrics.at(name).value);
  }
}

TEST(Votes, ColdRowsAreCountedApart) {
  auto data = oracle::planted(60, 40);
  for (Rating& r : data.train.rows) r.value = r.value > 3;
  TrainOptions options = oracle::planted_options();
  options.loss = "logistic";
  options.epochs = 5;
  const Model model = train_ratings(data.train, {}, options);
  Ratings test;
  const auto add = [&](const std::string& user, const std::string& item, float value) {
    test.rows.push_back({test.users.add(user), test.items.add(item), value});
  };
  add("u1", "i1", -1);
  add("u2", "i3", 1);
  add("unseen", "i1", 1);
  add("u1", "unseen item", -1);
  Pool pool(1);
  const VoteReport report = evaluate_votes(model, test, 1, pool);
  EXPECT_EQ(report.all.rows, 4u);
  EXPECT_EQ(report.all.likes, 2u) << "-1 is a dislike, 1 a like";
  EXPECT_EQ(report.warm.rows, 2u);
  EXPECT_EQ(report.cold_user.rows, 1u);
  EXPECT_EQ(report.cold_item.rows, 1u);
  EXPECT_EQ(report.cold_users, 1u);
  EXPECT_EQ(report.cold_items, 1u);
  add("u1", "i2", 0.5f);
  EXPECT_THROW(evaluate_votes(model, test, 1, pool), Error);
}

}  // namespace
}  // namespace kinfold
