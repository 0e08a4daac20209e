#include "data/tidy_facts.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "oracle/facts.h"

namespace kinfold {
namespace {

using oracle::some_facts, oracle::sorted;

TEST(TidyFacts, MergeRepeatsByThePolicy) {
  for (const bool undirected : {false, true})
    for (const std::string policy : {"last", "mean", "sum"}) {
      Triples facts = some_facts(1);
      std::map<Triple, std::vector<float>> all;
      std::vector<Triple> first;  // of each group, in order
      for (std::size_t n = 0; n < facts.rows.size(); ++n) {
        const Triple key = undirected ? sorted(facts.rows[n]) : facts.rows[n];
        if (all[key].empty()) first.push_back(facts.rows[n]);
        all[key].push_back(facts.weight[n]);
      }
      const std::size_t before = facts.rows.size();
      const TidyFacts tidy = tidy_facts(facts, policy, "keep", undirected);
      EXPECT_EQ(tidy.loops, 0u);
      EXPECT_EQ(tidy.repeated, before - all.size());
      EXPECT_EQ(facts.rows, first);
      for (std::size_t n = 0; n < facts.rows.size(); ++n) {
        const std::vector<float>& weights = all[undirected ? sorted(facts.rows[n]) : facts.rows[n]];
        double sum = 0;
        for (const float weight : weights) sum += weight;
        const double expected = policy == "sum"    ? sum
                                : policy == "mean" ? sum / double(weights.size())
                                                   : double(weights.back());
        EXPECT_NEAR(facts.weight[n], expected, 1e-5);
      }
      EXPECT_EQ(tidy_facts(facts, "error", "keep", undirected).repeated, 0u) << "none is left";
    }
}

TEST(TidyFacts, RepeatsWithoutWeightsAreOne) {
  Triples facts = some_facts(2);
  facts.weight.clear();
  const std::set<Triple> distinct(facts.rows.begin(), facts.rows.end());
  tidy_facts(facts, "sum", "keep", false);
  EXPECT_EQ(facts.rows.size(), distinct.size());
  EXPECT_TRUE(facts.weight.empty());
}

TEST(TidyFacts, LoopsAreKeptDroppedOrRefused) {
  Triples facts = some_facts(3);
  const auto loop = [](const Triple& t) { return t.head == t.tail; };
  const auto loops = std::size_t(std::ranges::count_if(facts.rows, loop));
  ASSERT_GT(loops, 0u);
  Triples kept = facts, dropped = facts;
  EXPECT_EQ(tidy_facts(kept, "last", "keep", false).loops, 0u);
  EXPECT_GT(std::ranges::count_if(kept.rows, loop), 0);
  EXPECT_EQ(tidy_facts(dropped, "last", "drop", false).loops, loops);
  EXPECT_EQ(std::ranges::count_if(dropped.rows, loop), 0);
  EXPECT_THROW(tidy_facts(facts, "last", "error", false), Error);
}

TEST(TidyFacts, NamesWithoutFactsAreDropped) {
  Triples facts;
  for (const char* name : {"alone", "ann", "hermit", "bob"}) facts.entities.add(name);
  for (const char* name : {"is", "knows"}) facts.relations.add(name);
  facts.rows = {{3, 1, 1}, {2, 0, 2}, {1, 1, 1}};
  tidy_facts(facts, "last", "drop", false);
  EXPECT_EQ(facts.rows, (std::vector<Triple>{{1, 0, 0}}));
  ASSERT_EQ(facts.entities.size(), 2u);
  EXPECT_EQ(facts.entities[0], "ann");
  EXPECT_EQ(facts.entities[1], "bob");
  ASSERT_EQ(facts.relations.size(), 1u);
  EXPECT_EQ(facts.relations[0], "knows");
}

TEST(TidyFacts, RefusedRepeatsAreNamed) {
  Triples facts;
  for (const char* name : {"ann", "bob"}) facts.entities.add(name);
  for (const char* name : {"likes", "knows"}) facts.relations.add(name);
  facts.rows = {{0, 0, 1}, {0, 1, 1}, {1, 0, 0}};
  EXPECT_EQ(tidy_facts(facts, "error", "keep", false).repeated, 0u);
  try {
    tidy_facts(facts, "error", "keep", true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("(ann, likes, bob)"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace kinfold
