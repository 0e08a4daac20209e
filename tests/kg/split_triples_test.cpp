#include "kg/split_triples.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "data/folds.h"
#include "oracle/random_triples.h"

namespace kinfold {
namespace {

using oracle::some_facts, oracle::sorted;

class Split : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Strategies, Split, ::testing::Values("random:0.2", "temporal:0.2"),
                         [](const auto& chosen) { return chosen.param.substr(0, chosen.param.find(':')); });

TEST_P(Split, KeepsRepeatedFactsTogether) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Triples facts = some_facts(seed);
    const std::vector<std::uint8_t> marks = split_triples(facts, {GetParam()}, seed);
    EXPECT_EQ(split_triples(facts, {GetParam()}, seed), marks);
    ASSERT_EQ(marks.size(), facts.rows.size());
    const auto held_out = std::ranges::count(marks, 1);
    EXPECT_GE(held_out, 60);
    EXPECT_LE(held_out, 85);
    std::map<Triple, std::uint8_t> mark;
    for (std::size_t n = 0; n < marks.size(); ++n) {
      const auto [at, is_new] = mark.emplace(sorted(facts.rows[n]), marks[n]);
      EXPECT_EQ(at->second, marks[n]) << "a repeat of row " << n << " is in the other part";
    }
  }
}

TEST(SplitFacts, RandomKeepsAFactOfEachEntityAndRelation) {
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    Triples facts = some_facts(seed, 60, 30);
    facts.rows.push_back({29, 2, 29});
    facts.weight.push_back(1), facts.time.push_back(0);
    const std::vector<std::uint8_t> marks = split_triples(facts, {"random:0.9"}, seed);
    EXPECT_GT(std::ranges::count(marks, 1), 5);
    std::set<Id> entities, train_entities, relations, train_relations;
    for (std::size_t n = 0; n < marks.size(); ++n) {
      const Triple& t = facts.rows[n];
      entities.insert({t.head, t.tail}), relations.insert(t.relation);
      if (marks[n] == 0) train_entities.insert({t.head, t.tail}), train_relations.insert(t.relation);
    }
    EXPECT_EQ(train_entities, entities);
    EXPECT_EQ(train_relations, relations);
  }
  const Triples facts = some_facts(1);
  EXPECT_NE(split_triples(facts, {"random:0.2"}, 1), split_triples(facts, {"random:0.2"}, 2));
}

// The time of a repeated fact is its earliest time.
TEST(SplitFacts, TemporalHoldsOutTheLatest) {
  const Triples facts = some_facts(5);
  const std::vector<std::uint8_t> marks = split_triples(facts, {"temporal:0.2"}, 1);
  std::map<Triple, double> first;
  for (std::size_t n = 0; n < marks.size(); ++n) {
    const auto [at, is_new] = first.emplace(sorted(facts.rows[n]), facts.time[n]);
    at->second = std::min(at->second, facts.time[n]);
  }
  double last_train_time = -1, first_test_time = 1e9;
  for (std::size_t n = 0; n < marks.size(); ++n) {
    const double time = first.at(sorted(facts.rows[n]));
    if (marks[n])
      first_test_time = std::min(first_test_time, time);
    else
      last_train_time = std::max(last_train_time, time);
  }
  EXPECT_LT(last_train_time, first_test_time);
}

TEST(SplitFacts, UnsupportedSplitsAreErrors) {
  Triples facts = some_facts(1);
  EXPECT_THROW(split_triples(facts, {"per-user:0.1"}, 1), UsageError);
  facts.time.clear();
  EXPECT_THROW(split_triples(facts, {"temporal:0.1"}, 1), Error);
}

// The connected component of each entity, over the facts with a nonzero mark.
std::vector<Id> components(const Triples& facts, const std::vector<std::uint8_t>& in) {
  std::vector<Id> component(facts.entities.size());
  for (Id e = 0; e < component.size(); ++e) component[e] = e;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t n = 0; n < in.size(); ++n) {
      Id &head = component[facts.rows[n].head], &tail = component[facts.rows[n].tail];
      if (!in[n] || head == tail) continue;
      head = tail = std::min(head, tail);
      changed = true;
    }
  }
  return component;
}

TEST(SplitFacts, ForestKeepsComponentsConnected) {
  std::size_t disconnected = 0;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Triples facts = some_facts(seed, 60, 30);
    const std::vector<std::uint8_t> all(facts.rows.size(), 1);
    for (const std::string keep : {"forest", "nodes"}) {
      std::vector<std::uint8_t> marks = split_triples(facts, {"random:0.5", keep}, seed), train;
      for (const std::uint8_t mark : marks) train.push_back(mark == 0);
      EXPECT_GT(std::ranges::count(marks, 1), 5);
      if (keep == "forest")
        EXPECT_EQ(components(facts, train), components(facts, all)) << seed;
      else
        disconnected += components(facts, train) != components(facts, all);
    }
    const std::vector<std::uint8_t> folds = split_triples(facts, {"k-fold:3", "forest"}, seed);
    for (std::size_t fold = 0; fold < 3; ++fold) {
      std::vector<std::uint8_t> train;
      for (const std::uint8_t mark : fold_marks(folds, "k-fold:3", fold)) train.push_back(mark == 0);
      EXPECT_EQ(components(facts, train), components(facts, all)) << seed;
    }
  }
  EXPECT_GT(disconnected, 5u) << "the test needs graphs that the option nodes disconnects";
}

TEST(SplitFacts, PairKeepsAllRelationsOfAPairTogether) {
  for (const char* strategy : {"random:0.2", "temporal:0.2", "k-fold:4", "rolling:3"}) {
    const Triples facts = some_facts(3, 200, 25);
    std::size_t apart = 0;
    for (const std::string together : {"pair", "relation"}) {
      const std::vector<std::uint8_t> marks = split_triples(facts, {strategy, "nodes", together}, 1);
      std::map<std::pair<Id, Id>, std::uint8_t> of_pair;
      for (std::size_t n = 0; n < marks.size(); ++n) {
        const auto& [head, relation, tail] = facts.rows[n];
        const auto [at, is_new] = of_pair.emplace(std::minmax(head, tail), marks[n]);
        if (together == "pair")
          EXPECT_EQ(at->second, marks[n]) << strategy;
        else
          apart += at->second != marks[n];
      }
    }
    EXPECT_GT(apart, 0u) << strategy;
  }
}

TEST(SplitFacts, EveryFoldTrainsOnAllNames) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Triples facts = some_facts(seed, 300, 30);
    const std::vector<std::uint8_t> marks = split_triples(facts, {"k-fold:4"}, seed);
    EXPECT_EQ(split_triples(facts, {"k-fold:4"}, seed), marks);
    std::vector<std::size_t> sizes(4);
    for (const std::uint8_t mark : marks)
      if (mark != kTrainOnly) ++sizes.at(mark);
    EXPECT_LE(*std::ranges::max_element(sizes) - *std::ranges::min_element(sizes), 4u);
    for (std::size_t fold = 0; fold < 4; ++fold) {
      std::set<Id> entities, relations;
      const std::vector<std::uint8_t> fold_part = fold_marks(marks, "k-fold:4", fold);
      for (std::size_t n = 0; n < fold_part.size(); ++n)
        if (fold_part[n] == 0)
          entities.insert({facts.rows[n].head, facts.rows[n].tail}), relations.insert(facts.rows[n].relation);
      EXPECT_EQ(entities.size(), 30u);
      EXPECT_EQ(relations.size(), 3u);
    }
  }
}

TEST(SplitFacts, UnknownOptionsAreErrors) {
  const Triples facts = some_facts(1);
  EXPECT_THROW(split_triples(facts, {"random:0.1", "node"}, 1), UsageError);
  EXPECT_THROW(split_triples(facts, {"random:0.1", "nodes", "pairs"}, 1), UsageError);
}

}  // namespace
}  // namespace kinfold
