#include "serve/fold_in.h"

#include <gtest/gtest.h>

#include "core/vector.h"
#include "serve/recommend.h"
#include "train/worlds.h"

namespace kinfold {
namespace {

std::vector<Taste> tastes_of(const Ratings& ratings, Id user) {
  std::vector<Taste> tastes;
  for (const Rating& r : ratings.rows)
    if (r.left == user) tastes.push_back({r.right, r.value});
  return tastes;
}

double distance(const FoldedUser& a, const Side& side, Id row) {
  double sum = 0;
  for (std::size_t k = 0; k < side.factors.rank(); ++k) {
    const double apart = a.vector[0][k] - side.factors[row][k];
    sum += apart * apart;
  }
  return std::sqrt(sum);
}

double length(const Side& side, Id row) {
  return std::sqrt(dot(side.factors[row], side.factors[row], side.factors.stride()));
}

// After its last half sweep over the items the users are solved for once more by folding in: a user folded in from its
// own ratings is the row that the solver itself would give next. At convergence that is the row at hand.
TEST(FoldIn, IsTheRowSolutionOfTheAlternatingSolver) {
  const auto world =
      oracle::planted_world(80, 50, 0.4, 0.1, [](Id u, Id i, double) { return (u + i) % 2 ? 0.7 : -0.7; });
  Options options = oracle::world_options("als");
  options.epochs = 400;
  const Model model = train(world.data(), options);
  const FoldIn fold_in(model);
  for (Id user : {0u, 7u, 33u}) {
    const FoldedUser folded = fold_in(tastes_of(world.train, user));
    EXPECT_LT(distance(folded, model.users, user), 0.02 * length(model.users, user));
    EXPECT_NEAR(folded.bias, model.users.heads[user].bias, 0.01);
  }
}

TEST(FoldIn, IsTheRowSolutionOfLikesOverAllPairs) {
  auto world = oracle::planted_world(80, 50, 0.3, 0.1, [](Id, Id, double) { return 0.0; });
  std::erase_if(world.train.rows, [](const Rating& r) { return (r.left + r.right) % 3 == 0; });
  for (Rating& r : world.train.rows) r.value = 1;
  world.train.time.clear();
  Options options = Options::preset("likes", "ials");
  options.rank = 6;
  options.strength = 0.05;
  options.epochs = 400;
  const Model model = train(world.data(), options);
  const FoldIn fold_in(model);
  for (Id user : {0u, 7u, 33u})
    EXPECT_LT(distance(fold_in(tastes_of(world.train, user)), model.users, user), 0.02 * length(model.users, user));
}

// Of a user left out of training the known ratings tell the others.
class Strangers : public ::testing::TestWithParam<std::string> {};

TEST_P(Strangers, AreServedByTheirRatings) {
  const auto world = oracle::group_world(150, 60, 0.5, 0);
  Ratings known = world.train;
  std::erase_if(known.rows, [](const Rating& r) { return r.left >= 140; });
  known.time.clear();
  Options options = oracle::world_options(GetParam());
  if (GetParam() == "gibbs") options.rank = 3;
  const Model model = train({known, {}}, options);
  const FoldIn fold_in(model);
  double squares = 0, plain = 0, count = 0;
  for (Id user = 140; user < 150; ++user) {
    std::vector<Taste> tastes = tastes_of(world.train, user), asked;
    asked.assign(tastes.begin(), tastes.begin() + std::ptrdiff_t(tastes.size() / 2));
    tastes.erase(tastes.begin(), tastes.begin() + std::ptrdiff_t(tastes.size() / 2));
    const FoldedUser folded = fold_in(tastes);
    for (const Taste& t : asked) {
      const float score = model.offset + folded.bias + model.items.heads[t.item].bias +
                          dot(folded.vector[0], model.items.factors[t.item], folded.vector.stride());
      squares += (score - t.value) * (score - t.value);
      plain += std::pow(predict(model, kUnseen, t.item) - t.value, 2);
      ++count;
    }
  }
  EXPECT_LT(std::sqrt(squares / count), 0.35);
  EXPECT_GT(std::sqrt(plain / count), 0.7);
}

INSTANTIATE_TEST_SUITE_P(, Strangers, ::testing::Values("sgd", "als", "gibbs"),
                         [](const auto& given) { return given.param; });

TEST(FoldIn, FeaturesAloneServeAStranger) {
  auto world = oracle::group_world(200, 60, 0.3, 0);
  world.user_features = oracle::groups("u", 200);
  Data data = world.data();
  data.user_features = world.user_features;
  const Model model = train(std::move(data), oracle::world_options("als"));
  Pool pool(1);
  for (Id group = 0; group < 3; ++group) {
    const FoldedUser folded = FoldIn(model)({}, {"group=" + std::to_string(group), "group=unheard-of"});
    const auto best = Recommender(model, {10, 0, false, {}})(folded, {}, pool);
    std::size_t own = 0;
    for (const Scored& s : best) own += s.id % 3 == group;
    EXPECT_GE(own, 9u) << group;
  }
}

TEST(FoldIn, VotesComeToTheMinimumOfTheLogLoss) {
  auto world = oracle::planted_world(120, 40, 0.5, 0, [](Id u, Id i, double) { return u % 2 == i % 2 ? 1.5 : -1.5; });
  for (Rating& r : world.train.rows) r.value = r.value > 3;
  Options options = Options::preset("votes");
  options.rank = 3;
  options.epochs = 60;
  options.init = 0.1;
  options.rate = 0.1;
  const Model model = train(world.data(), options);
  const std::vector<Taste> tastes = tastes_of(world.train, 5);
  const FoldedUser folded = FoldIn(model)(tastes);
  std::size_t right = 0;
  for (const Taste& t : tastes) {
    const float score = model.offset + folded.bias + model.items.heads[t.item].bias +
                        dot(folded.vector[0], model.items.factors[t.item], folded.vector.stride());
    right += (score > 0) == (t.value == 1);
  }
  EXPECT_GE(double(right), 0.9 * double(tastes.size()));
}

}  // namespace
}  // namespace kinfold
