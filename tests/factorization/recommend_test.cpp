#include "factorization/recommend.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold {
namespace {

Model recommend_model() {
  TrainOptions options = oracle::planted_options();
  options.epochs = 5;
  return train_ratings(oracle::planted(60, 40).train, {}, options);
}

// Scores all items in double and sorts them.
std::vector<Id> by_sorting(const Model& model, Id user, bool include_seen, std::size_t min_count) {
  std::vector<std::pair<double, Id>> all;
  for (Id item = 0; item < model.item_ids.size(); ++item) {
    const auto begin = model.history.item.begin() + std::ptrdiff_t(model.history.begin[user]);
    const auto end = model.history.item.begin() + std::ptrdiff_t(model.history.begin[user + 1]);
    if ((!include_seen && std::find(begin, end, item) != end) || model.item_counts[item] < min_count) continue;
    double score = model.items.bias_and_reg[item].bias;
    for (std::size_t k = 0; k < model.rank(); ++k)
      score += double(model.users.factors[user][k]) * model.items.factors[item][k];
    all.emplace_back(-score, item);
  }
  std::ranges::sort(all);
  std::vector<Id> ids;
  for (const auto& [score, item] : all) ids.push_back(item);
  return ids;
}

TEST(Recommend, EqualsSortingAllItems) {
  const Model model = recommend_model();
  for (Id user = 0; user < 60; user += 7)
    for (const bool include_seen : {false, true})
      for (std::size_t min_count : {1, 17})
        for (std::size_t top : {0, 1, 10, 1000}) {
          std::vector<Id> expected = by_sorting(model, user, include_seen, min_count), found;
          expected.resize(std::min(top, expected.size()));
          for (const ScoredId& s : recommend(model, user, top, include_seen, min_count)) found.push_back(s.id);
          EXPECT_EQ(found, expected) << user << " " << top;
        }
}

TEST(Recommend, EqualScoresComeById) {
  Model model = recommend_model();
  for (float& x : model.users.factors.padded()) x = 0;
  for (BiasAndReg& entry : model.items.bias_and_reg) entry.bias = 1;
  const auto best = recommend(model, 0, 5, true);
  for (std::size_t i = 0; i + 1 < best.size(); ++i) EXPECT_LT(best[i].id, best[i + 1].id);
}

TEST(Similar, IsTheCosineOfTheVectors) {
  const Model model = recommend_model();
  for (const char* side : {"item", "user"}) {
    const Matrix& table = std::string(side) == "user" ? model.users.factors : model.items.factors;
    const auto neighbors = similar(model, side, 4, 5);
    ASSERT_EQ(neighbors.size(), 5u);
    for (const ScoredId& s : neighbors) {
      double product = 0, a = 0, b = 0;
      for (std::size_t k = 0; k < table.rank(); ++k) {
        product += double(table[4][k]) * table[s.id][k];
        a += double(table[4][k]) * table[4][k];
        b += double(table[s.id][k]) * table[s.id][k];
      }
      EXPECT_NE(s.id, 4u);
      EXPECT_NEAR(s.score, product / std::sqrt(a * b), 1e-5);
    }
  }
}

TEST(Similar, WithoutVectorsItIsAnError) {
  TrainOptions options = oracle::planted_options();
  options.model = "biases";
  const Model model = train_ratings(oracle::planted(20, 20).train, {}, options);
  EXPECT_THROW(similar(model, "item", 0, 3), Error);
}

TEST(FindId, SuggestsSimilarIds) {
  const Model model = recommend_model();
  EXPECT_EQ(model.user_ids[find_id(model, "user", "u7")], "u7");
  try {
    find_id(model, "item", "i100");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.problem().find("'i100'"), std::string::npos);
    EXPECT_NE(error.advice().find("similar ids"), std::string::npos);
  }
}

}  // namespace
}  // namespace kinfold
