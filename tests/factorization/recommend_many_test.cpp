#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "factorization/composed.h"
#include "factorization/planted.h"
#include "factorization/recommend.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold {
namespace {

Model many_users_model() {
  TrainOptions options = oracle::planted_options();
  options.epochs = 5;
  return train_ratings(oracle::planted(130, 90).train, {}, options);
}

std::vector<Id> all_users(const Model& model) {
  std::vector<Id> users(model.users.size());
  std::iota(users.begin(), users.end(), 0u);
  return users;
}

TEST(Recommender, GivesEachUserWhatTheUserAloneGets) {
  const Model model = many_users_model();
  Pool pool(3);
  for (const bool include_seen : {false, true}) {
    const auto all = Recommender(model, {7, 5, include_seen, {}})(all_users(model), pool);
    for (Id user = 0; user < all.size(); ++user) {
      const auto alone = recommend(model, user, 7, include_seen, 5);
      ASSERT_EQ(all[user].size(), alone.size());
      for (std::size_t i = 0; i < alone.size(); ++i) {
        EXPECT_EQ(all[user][i].id, alone[i].id);
        EXPECT_EQ(all[user][i].score, alone[i].score);
      }
    }
  }
}

TEST(Recommender, ShowsOnlyWhatIsAllowed) {
  const Model model = many_users_model();
  Pool pool(1);
  std::vector<std::uint8_t> allowed(model.items.size());
  for (const Id item : {3, 8, 11}) allowed[item] = 1;
  for (const auto& best : Recommender(model, {90, 1, true, allowed})(all_users(model), pool)) {
    EXPECT_EQ(best.size(), 3u);
    for (const ScoredId& s : best) EXPECT_TRUE(allowed[s.id]);
  }
  EXPECT_TRUE(Recommender(model, {5, 1, true, std::vector<std::uint8_t>(90)})(all_users(model), pool)[0].empty());
}

TEST(Similar, ByDotProductLongVectorsComeFirst) {
  Model model = many_users_model();
  for (float& x : model.items.factors.row(9)) x *= 100;
  const auto neighbors = similar(model, "item", 4, 3, 1, "dot");
  const auto by_hand = [&](Id id) {
    return dot(model.items.factors[4], model.items.factors[id], model.items.factors.stride());
  };
  for (const ScoredId& s : neighbors) EXPECT_EQ(s.score, by_hand(s.id));
  const bool is_positive = by_hand(9) > 0;
  EXPECT_EQ(is_positive, neighbors[0].id == 9);
}

// Item 0 points along the first axis, as do the items that the user liked.
TEST(ExplainByItems, AreTheNearestOfWhatTheUserLiked) {
  Model model;
  for (const char* id : {"target", "same", "near", "opposite", "disliked"}) model.item_ids.add(id);
  model.user_ids.add("ann");
  model.users = {Matrix(1, 2), std::vector<BiasAndReg>(1)};
  model.items = {Matrix(5, 2), std::vector<BiasAndReg>(5)};
  const float vectors[5][2] = {{1, 0}, {2, 0}, {1, 1}, {-1, 0}, {3, 0}};
  for (Id i = 0; i < 5; ++i) std::copy_n(vectors[i], 2, model.items.factors[i]);
  model.history = {{0, 4}, {2, 1, 3, 4}, {5, 5, 5, 1}};
  const auto found = explain_by_items(model, 0, 0, 3);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].id, 1u);
  EXPECT_FLOAT_EQ(found[0].score, 1);
  EXPECT_EQ(found[1].id, 2u);
  EXPECT_NEAR(found[1].score, std::sqrt(0.5), 1e-6);
  EXPECT_EQ(explain_by_items(model, 0, 0, 1).size(), 1u);
  model.history = {{0, 0}, {}, {}};
  EXPECT_TRUE(explain_by_items(model, 0, 0, 3).empty());
}

// For an item without ratings, the contribution of its only feature is the whole score minus the user's offset.
TEST(ExplainByFeatures, AddUpToTheScoreOfAColdItem) {
  TrainOptions options = oracle::effect_options("als");
  options.item_implicit_feedback = true;
  const Model model = train(oracle::combined_data(), options);
  const Id cold = *model.item_ids.find("new1");
  std::size_t liked = 0;
  for (Id user = 0; user < 50; ++user) {
    const float added = score(model.scorer(), user, cold) - model.scorer().left_offset(user);
    const auto features = explain_by_features(model, user, cold, 3);
    ASSERT_EQ(features.size(), added > 0 ? 1u : 0u) << user;
    if (features.empty()) continue;
    ++liked;
    EXPECT_EQ(model.item_side_features.ids[features[0].id], "genre=1");
    EXPECT_NEAR(features[0].score, added, 1e-4);
  }
  EXPECT_GT(liked, 0u);
}

TEST(ExplainByFeatures, AreTheGreatestOfThoseThatAdd) {
  Model model;
  model.user_ids.add("ann");
  model.item_ids.add("film");
  model.users = {Matrix(1, 1), std::vector<BiasAndReg>(1)};
  model.users.factors[0][0] = 2;
  model.history = {{0, 1}, {0}, {5}};
  SideFeatures& side_features = model.item_side_features;
  side_features.side = {Matrix(5, 1), std::vector<BiasAndReg>(5)};
  const std::vector<std::tuple<const char*, float, float, float>> cases = {{"tag=some", 1, 1, 0.5f},
                                                                           {"tag=against", 1, -1, 0},
                                                                           {"tag=most", 0.5f, 3, 1},
                                                                           {"history=bob", 1, 9, 0},
                                                                           {"everyone", 1, 9, 0}};
  for (const auto& [id, weight, vector, bias] : cases) {
    const Id feature = side_features.ids.add(id);
    side_features.bags.add(feature, weight);
    side_features.side.factors[feature][0] = vector;
    side_features.side.bias_and_reg[feature].bias = bias;
  }
  side_features.bags.close();
  const auto found = explain_by_features(model, 0, 0, 3);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].id, 2u);
  EXPECT_FLOAT_EQ(found[0].score, 0.5f * (2 * 3 + 1));
  EXPECT_EQ(found[1].id, 0u);
  EXPECT_FLOAT_EQ(found[1].score, 2 * 1 + 0.5f);
  EXPECT_EQ(explain_by_features(model, 0, 0, 1).size(), 1u);
  model.history = {{0, 0}, {}, {}};
  EXPECT_TRUE(explain_by_features(model, 0, 0, 3).empty()) << "nothing is known of the user";
}

// Users of group g like items of genre g.
TEST(ExplainByFeatures, NameWhatTheUserLikes) {
  auto dataset = oracle::group_ratings(100, 60, 0.3, 0);
  FactorizationData data = dataset.data();
  data.item_features = oracle::groups("i", 60, "genre");
  const Model model = train(std::move(data), oracle::effect_options("als"));
  for (Id user = 0; user < 100; ++user)
    for (Id item = 0; item < 3; ++item) {
      const auto features = explain_by_features(model, user, item, 3);
      EXPECT_EQ(features.size(), std::size_t(user % 3 == item)) << user << " " << item;
      for (const ScoredId& s : features) EXPECT_EQ(model.item_side_features.ids[s.id], "genre=" + std::to_string(item));
    }
}

}  // namespace
}  // namespace kinfold
