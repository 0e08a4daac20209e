#include "factorization/item_ranker.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "factorization/fresh_events.h"
#include "factorization/item_filter.h"
#include "factorization/planted.h"
#include "factorization/recommend.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold {
namespace {

std::vector<Id> ranked_ids(const std::vector<ScoredId>& list) {
  std::vector<Id> ids;
  for (const ScoredId& s : list) ids.push_back(s.id);
  return ids;
}

// 60 users and 700 items. Each item has a genre, some have a year.
class ItemRankerTest : public testing::Test {
 protected:
  ItemRankerTest() {
    TrainOptions options = oracle::planted_options();
    options.epochs = 5;
    model = train_ratings(oracle::planted(60, 700).train, {}, options);
    for (const char* id : {"genres=Comedy", "genres=Drama", "year=1999"}) model.item_side_features.ids.add(id);
    model.item_side_features.side = {Matrix(3, model.rank()), std::vector<BiasAndReg>(3)};
    for (Id item = 0; item < model.item_ids.size(); ++item) {
      model.item_side_features.bags.add(item % 3 == 0 ? 0 : 1, 1);
      if (item % 5 == 0) model.item_side_features.bags.add(2, 1);
      model.item_side_features.bags.close();
    }
  }
  Model model;
  Pool pool{1};
};

TEST_F(ItemRankerTest, ABatchEqualsSingleLists) {
  const ItemRanker ranker(model);
  std::vector<ItemRanking> ranking;
  for (Id user = 0; user < 60; ++user) {
    ranking.push_back(ranker.ranking(user, user % 7 == 0));
    ranking.back().count = 1 + user % 4 * 9;
  }
  std::vector<ItemRanking*> all;
  for (ItemRanking& approximate : ranking) all.push_back(&approximate);
  ranker.rank(all, pool);
  for (Id user = 0; user < 60; ++user) {
    const auto expected = recommend(model, user, ranking[user].count, user % 7 == 0);
    ASSERT_EQ(ranked_ids(ranking[user].best), ranked_ids(expected)) << user;
    for (std::size_t n = 0; n < expected.size(); ++n) EXPECT_EQ(ranking[user].best[n].score, expected[n].score);
  }
}

TEST_F(ItemRankerTest, AFilteredListEqualsTheFilteredRanking) {
  const ItemRanker ranker(model);
  ItemFilter filter;
  filter.where = {{"genres", {"Comedy"}}, {"year", {"1999"}}};
  filter.exclude = {0, 15, 30};
  filter.min_count = 10;
  std::vector<Id> some;
  for (Id item = 0; item < 600; ++item) some.push_back(599 - item);
  filter.candidates = some;
  for (Id user = 0; user < 60; user += 11) {
    ItemRanking ranking = ranker.ranking(user, false), *list[] = {&ranking};
    ranking.count = 12;
    filter.apply(ranker, ranking);
    ranker.rank(list, pool);
    std::vector<Id> expected;
    for (const Id item : ranked_ids(recommend(model, user, 700)))
      if (item % 15 == 0 && item > 30 && item < 600 && model.item_counts[item] >= 10) expected.push_back(item);
    expected.resize(std::min<std::size_t>(expected.size(), 12));
    ASSERT_FALSE(expected.empty());
    EXPECT_EQ(ranked_ids(ranking.best), expected) << user;
  }
}

TEST_F(ItemRankerTest, AnIndexIsUsedForShortListsAndExcludesItems) {
  const ItemRanker exact(model), ranker(model, ItemRanker::make_index(model, pool));
  std::size_t found = 0, ranking = 0;
  for (Id user = 0; user < 60; ++user) {
    ItemRanking approximate = ranker.ranking(user, false), exact_list = exact.ranking(user, false),
                *lists[] = {&approximate}, *others[] = {&exact_list};
    // The history is too long for an index of so few items, so only four of its items are excluded.
    approximate.excluded.resize(4);
    exact_list.excluded = approximate.excluded;
    approximate.count = exact_list.count = 8;
    ranker.rank(lists, pool);
    exact.rank(others, pool);
    EXPECT_TRUE(approximate.by_index && !exact_list.by_index);
    ASSERT_EQ(approximate.best.size(), 8u);
    for (const ScoredId& s : approximate.best) {
      EXPECT_EQ(std::ranges::find(approximate.excluded, s.id), approximate.excluded.end());
      const auto at = std::ranges::find(exact_list.best, s.id, &ScoredId::id);
      if (at == exact_list.best.end()) continue;
      ++found;
      EXPECT_EQ(at->score, s.score);
    }
    ranking += 8;
  }
  EXPECT_GT(double(found), 0.98 * double(ranking));
  for (const std::size_t count : {100, 8}) {  // a long list, and a list with candidates
    ItemRanking approximate = ranker.ranking(1, true), *lists[] = {&approximate};
    approximate.count = count;
    if (count == 8) approximate.candidates = std::vector<Id>{1, 2, 3};
    ranker.rank(lists, pool);
    EXPECT_FALSE(approximate.by_index);
  }
}

TEST_F(ItemRankerTest, NamesUnknownFeatures) {
  const ItemRanker ranker(model);
  ItemRanking ranking = ranker.ranking(0, false);
  ItemFilter filter;
  filter.where = {{"genres", {"Commedy"}}};
  try {
    filter.apply(ranker, ranking);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.problem(), "no item has genres=Commedy");
    EXPECT_EQ(error.where(), "genres");
    EXPECT_NE(error.advice().find("Comedy"), std::string::npos);
  }
}

TEST_F(ItemRankerTest, AddsFreshEventsByTheFormula) {
  const ItemRanker ranker(model);
  FreshEvents fresh;
  const std::string known(model.user_ids[3]);
  const auto history = ranker.history_of(3);
  std::vector<UserRating> before;
  for (std::size_t n = 0; n < history.size(); ++n)
    before.push_back({history[n], model.history.value[model.history.begin[3] + n]});
  // One event changes a rating, one is for another item, one repeats a training value.
  Id other = 0;
  while (std::ranges::find(history, other) != history.end()) ++other;
  const auto name = [&](Id item) { return std::string(model.item_ids[item]); };
  fresh.add(std::vector<Event>{{known, name(history[1]), 9, 5}, {known, name(other), 1, 4}});
  fresh.add(std::vector<Event>{{known, name(history[1]), 5, 6}, {known, name(other), 2, 3}});
  fresh.add(std::vector<Event>{{known, name(history[0]), before[0].value, 9}, {"new", name(other), 4, 1}});
  EXPECT_EQ(fresh.size(), 4u);
  std::vector<UserRating> after = before;
  after[1].value = 5;
  after.push_back({other, 1});

  const auto found = fresh.find(ranker, 1, known);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->items.size(), 2u);
  const FoldedUser with = ranker.fold_in()(after), without = ranker.fold_in()(before);
  for (std::size_t k = 0; k < model.rank(); ++k)
    EXPECT_NEAR(found->vector.vector[0][k], model.users.factors[3][k] + with.vector[0][k] - without.vector[0][k], 1e-5);
  EXPECT_NEAR(found->vector.bias, model.users.bias_and_reg[3].bias + with.bias - without.bias, 1e-5);
  EXPECT_EQ(fresh.find(ranker, 1, known), found);  // it is cached
  EXPECT_NE(fresh.find(ranker, 2, known), found);

  const auto unseen_user = fresh.find(ranker, 1, "new");
  const FoldedUser folded_in = ranker.fold_in()({{other, 4}});
  for (std::size_t k = 0; k < model.rank(); ++k) EXPECT_EQ(unseen_user->vector.vector[0][k], folded_in.vector[0][k]);
}

TEST_F(ItemRankerTest, EventsThatRepeatTheHistoryAreNotFresh) {
  const ItemRanker ranker(model);
  FreshEvents fresh;
  const std::string user(model.user_ids[3]), item(model.item_ids[model.history.item[model.history.begin[3]]]);
  fresh.add(std::vector<Event>{{user, item, model.history.value[model.history.begin[3]], 1}, {user, "unknown", 1, 1}});
  EXPECT_FALSE(fresh.find(ranker, 1, user));
  EXPECT_FALSE(fresh.find(ranker, 1, "nobody"));
  fresh.add(std::vector<Event>{{user, item, 1, 2}});
  EXPECT_TRUE(fresh.find(ranker, 1, user));
}

}  // namespace
}  // namespace kinfold
