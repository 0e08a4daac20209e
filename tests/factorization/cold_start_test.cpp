#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "factorization/recommend.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

// Three users and five items. User 2 and item 4 have an id but no training rows.
Model by_hand() {
  Model model;
  for (const char* id : {"ann", "bob", "cold"}) model.user_ids.add(id);
  for (const char* id : {"a", "b", "c", "d", "new"}) model.item_ids.add(id);
  model.users = {Matrix(3, 2), std::vector<BiasAndReg>(3)};
  model.items = {Matrix(5, 2), std::vector<BiasAndReg>(5)};
  const auto set = [](Matrix& table, Id row, float x, float y) { table[row][0] = x, table[row][1] = y; };
  set(model.users.factors, 0, 1, 0);
  set(model.users.factors, 1, 0, 2);
  set(model.items.factors, 0, 3, 0);
  set(model.items.factors, 1, 1, 1);
  set(model.items.factors, 2, -2, 0);
  set(model.items.factors, 3, 1, 0);
  model.items.bias_and_reg[3].bias = 0.5f;
  model.users.bias_and_reg[0].bias = 0.25f;
  model.offset = 10;
  model.low = 9;
  model.high = 11;
  model.history = {{0, 2, 4, 4}, {0, 1, 2, 3}, {5, 4, 3, 2}};
  model.item_counts = count_items(model.history, 5);
  return model;
}

std::vector<Id> ids_of(const std::vector<ScoredId>& scored) {
  std::vector<Id> ids;
  for (const ScoredId& s : scored) ids.push_back(s.id);
  return ids;
}

TEST(Recommend, ExcludesSeenAndColdItems) {
  oracle::on_every_instruction_set([] {
    const Model model = by_hand();
    EXPECT_EQ(ids_of(recommend(model, 0, 10)), (std::vector<Id>{3, 2}));
    EXPECT_EQ(ids_of(recommend(model, 0, 10, true)), (std::vector<Id>{0, 3, 1, 2}));
    EXPECT_EQ(ids_of(recommend(model, 1, 1)), (std::vector<Id>{1}));
  });
}

TEST(Recommend, ScoresAreUnclippedAndWhole) {
  const auto best = recommend(by_hand(), 0, 2, true);
  EXPECT_FLOAT_EQ(best[0].score, 10 + 0.25f + 3);
  EXPECT_FLOAT_EQ(best[1].score, 10 + 0.25f + 0.5f + 1);
}

// Such a user gets the mean vector of the warm users. Biases alone would rank item 3 first.
TEST(Recommend, AUserWithoutRatingsGetsTheMeanUserVector) {
  EXPECT_EQ(ids_of(recommend(by_hand(), 2, 10)), (std::vector<Id>{0, 1, 3, 2}));
}

TEST(Recommend, NothingIsLeftWhereAllIsSeenOrTooRare) {
  Model model = by_hand();
  EXPECT_TRUE(recommend(model, 0, 10, true, 2).empty());
  model.history = {{0, 4, 4, 4}, {0, 1, 2, 3}, {1, 1, 1, 1}};
  EXPECT_TRUE(recommend(model, 0, 10).empty());
  EXPECT_TRUE(recommend(model, 0, 0, true).empty());
}

TEST(Recommend, MinCountOfZeroStillExcludesColdItems) {
  EXPECT_EQ(ids_of(recommend(by_hand(), 0, 10, true, 0)).size(), 4u);
}

TEST(Similar, CosinesOfKnownVectors) {
  const Model model = by_hand();
  const auto neighbors = similar(model, "item", 0, 10);
  EXPECT_EQ(ids_of(neighbors), (std::vector<Id>{3, 1, 2}));
  EXPECT_FLOAT_EQ(neighbors[0].score, 1);
  EXPECT_NEAR(neighbors[1].score, std::sqrt(0.5), 1e-6);
  EXPECT_FLOAT_EQ(neighbors[2].score, -1);
  EXPECT_EQ(ids_of(similar(model, "user", 0, 10)), (std::vector<Id>{1}));
}

TEST(Similar, RowsWithoutAVectorAreRefusedByName) {
  const Model model = by_hand();
  for (const auto& [side, row, id] : {std::tuple("item", 4, "'new'"), {"user", 2, "'cold'"}}) {
    try {
      similar(model, side, Id(row), 3);
      FAIL() << side;
    } catch (const Error& error) {
      EXPECT_NE(error.problem().find(id), std::string::npos);
      EXPECT_FALSE(error.advice().empty());
    }
  }
}

TEST(FindId, TakesIdsAsTheyAreOnTheirOwnSide) {
  const Model model = by_hand();
  EXPECT_EQ(find_id(model, "user", "bob"), 1u);
  EXPECT_EQ(find_id(model, "item", "d"), 3u);
  EXPECT_THROW(find_id(model, "item", "bob"), Error);
  EXPECT_THROW(find_id(model, "user", ""), Error);
  EXPECT_THROW(find_id(model, "user", " bob"), Error);
}

TEST(FindId, SaysWhatItKnows) {
  try {
    find_id(by_hand(), "user", "bobb");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "--user");
    EXPECT_NE(error.advice().find("similar ids: bob;"), std::string::npos) << error.advice();
    EXPECT_NE(error.advice().find("3 users, such as ann"), std::string::npos) << error.advice();
  }
}

}  // namespace
}  // namespace kinfold
