#include "factorization/fold_in.h"

#include <gtest/gtest.h>

#include "core/vector.h"
#include "factorization/recommend.h"
#include "factorization/worlds.h"
#include "registry/options.h"

namespace kinfold {
namespace {

std::vector<UserRating> ratings_of(const Ratings& ratings, Id user) {
  std::vector<UserRating> user_ratings;
  for (const Rating& r : ratings.rows)
    if (r.left == user) user_ratings.push_back({r.right, r.value});
  return user_ratings;
}

double distance(const FoldedUser& a, const FactorSide& side, Id row) {
  double sum = 0;
  for (std::size_t k = 0; k < side.factors.rank(); ++k) {
    const double difference = a.vector[0][k] - side.factors[row][k];
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

double length(const FactorSide& side, Id row) {
  return std::sqrt(dot(side.factors[row], side.factors[row], side.factors.stride()));
}

// Folding in a user from their training ratings is the next user step of ALS. At convergence it gives the same row.
TEST(FoldIn, IsTheRowSolutionOfTheAlternatingSolver) {
  const auto dataset =
      oracle::planted_ratings(80, 50, 0.4, 0.1, [](Id u, Id i, double) { return (u + i) % 2 ? 0.7 : -0.7; });
  TrainOptions options = oracle::effect_options("als");
  options.epochs = 400;
  const Model model = train(dataset.data(), options);
  const FoldIn fold_in(model);
  for (Id user : {0u, 7u, 33u}) {
    const FoldedUser folded = fold_in(ratings_of(dataset.train, user));
    EXPECT_LT(distance(folded, model.users, user), 0.02 * length(model.users, user));
    EXPECT_NEAR(folded.bias, model.users.bias_and_reg[user].bias, 0.01);
  }
}

TEST(FoldIn, IsTheRowSolutionOfLikesOverAllPairs) {
  auto dataset = oracle::planted_ratings(80, 50, 0.3, 0.1, [](Id, Id, double) { return 0.0; });
  std::erase_if(dataset.train.rows, [](const Rating& r) { return (r.left + r.right) % 3 == 0; });
  for (Rating& r : dataset.train.rows) r.value = 1;
  dataset.train.time.clear();
  TrainOptions options = TrainOptions::defaults("likes", "ials");
  options.rank = 6;
  options.reg = 0.05;
  options.epochs = 400;
  const Model model = train(dataset.data(), options);
  const FoldIn fold_in(model);
  for (Id user : {0u, 7u, 33u})
    EXPECT_LT(distance(fold_in(ratings_of(dataset.train, user)), model.users, user), 0.02 * length(model.users, user));
}

// Half of the ratings of unseen users predict the other half.
class UnseenUsers : public ::testing::TestWithParam<std::string> {};

TEST_P(UnseenUsers, ArePredictedFromTheirRatings) {
  const auto dataset = oracle::group_ratings(150, 60, 0.5, 0);
  Ratings known = dataset.train;
  std::erase_if(known.rows, [](const Rating& r) { return r.left >= 140; });
  known.time.clear();
  TrainOptions options = oracle::effect_options(GetParam());
  if (GetParam() == "gibbs") options.rank = 3;
  const Model model = train({known, {}}, options);
  const FoldIn fold_in(model);
  double squares = 0, plain = 0, count = 0;
  for (Id user = 140; user < 150; ++user) {
    std::vector<UserRating> user_ratings = ratings_of(dataset.train, user), held_out;
    held_out.assign(user_ratings.begin(), user_ratings.begin() + std::ptrdiff_t(user_ratings.size() / 2));
    user_ratings.erase(user_ratings.begin(), user_ratings.begin() + std::ptrdiff_t(user_ratings.size() / 2));
    const FoldedUser folded = fold_in(user_ratings);
    for (const UserRating& t : held_out) {
      const float score = model.offset + folded.bias + model.items.bias_and_reg[t.item].bias +
                          dot(folded.vector[0], model.items.factors[t.item], folded.vector.stride());
      squares += (score - t.value) * (score - t.value);
      plain += std::pow(predict(model, kUnseen, t.item) - t.value, 2);
      ++count;
    }
  }
  EXPECT_LT(std::sqrt(squares / count), 0.35);
  EXPECT_GT(std::sqrt(plain / count), 0.7);
}

INSTANTIATE_TEST_SUITE_P(, UnseenUsers, ::testing::Values("sgd", "als", "gibbs"),
                         [](const auto& test) { return test.param; });

TEST(FoldIn, AnUnseenUserIsPredictedFromFeatures) {
  auto dataset = oracle::group_ratings(200, 60, 0.3, 0);
  dataset.user_features = oracle::groups("u", 200);
  FactorizationData data = dataset.data();
  data.user_features = dataset.user_features;
  const Model model = train(std::move(data), oracle::effect_options("als"));
  Pool pool(1);
  for (Id group = 0; group < 3; ++group) {
    const FoldedUser folded = FoldIn(model)({}, {"group=" + std::to_string(group), "group=unheard-of"});
    const auto best = Recommender(model, {10, 0, false, {}})(folded, {}, pool);
    std::size_t own = 0;
    for (const ScoredId& s : best) own += s.id % 3 == group;
    EXPECT_GE(own, 9u) << group;
  }
}

TEST(FoldIn, VotesMinimizeTheLogLoss) {
  auto dataset =
      oracle::planted_ratings(120, 40, 0.5, 0, [](Id u, Id i, double) { return u % 2 == i % 2 ? 1.5 : -1.5; });
  for (Rating& r : dataset.train.rows) r.value = r.value > 3;
  TrainOptions options = TrainOptions::defaults("votes");
  options.rank = 3;
  options.epochs = 60;
  options.init_std = 0.1;
  options.lr = 0.1;
  const Model model = train(dataset.data(), options);
  const std::vector<UserRating> user_ratings = ratings_of(dataset.train, 5);
  const FoldedUser folded = FoldIn(model)(user_ratings);
  std::size_t num_correct = 0;
  for (const UserRating& t : user_ratings) {
    const float score = model.offset + folded.bias + model.items.bias_and_reg[t.item].bias +
                        dot(folded.vector[0], model.items.factors[t.item], folded.vector.stride());
    num_correct += (score > 0) == (t.value == 1);
  }
  EXPECT_GE(double(num_correct), 0.9 * double(user_ratings.size()));
}

}  // namespace
}  // namespace kinfold
