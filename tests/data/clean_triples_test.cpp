#include "data/clean_triples.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "oracle/random_triples.h"

namespace kinfold {
namespace {

using oracle::some_facts, oracle::sorted;

TEST(CleanTriples, MergesDuplicatesByPolicy) {
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
      const CleaningReport cleaning = clean_triples(facts, policy, "keep", undirected);
      EXPECT_EQ(cleaning.self_loops, 0u);
      EXPECT_EQ(cleaning.duplicates, before - all.size());
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
      EXPECT_EQ(clean_triples(facts, "error", "keep", undirected).duplicates, 0u) << "no duplicates remain";
    }
}

TEST(CleanTriples, MergesDuplicatesWithoutWeights) {
  Triples facts = some_facts(2);
  facts.weight.clear();
  const std::set<Triple> distinct(facts.rows.begin(), facts.rows.end());
  clean_triples(facts, "sum", "keep", false);
  EXPECT_EQ(facts.rows.size(), distinct.size());
  EXPECT_TRUE(facts.weight.empty());
}

TEST(CleanTriples, KeepsDropsOrRefusesSelfLoops) {
  Triples facts = some_facts(3);
  const auto loop = [](const Triple& t) { return t.head == t.tail; };
  const auto self_loops = std::size_t(std::ranges::count_if(facts.rows, loop));
  ASSERT_GT(self_loops, 0u);
  Triples kept = facts, dropped = facts;
  EXPECT_EQ(clean_triples(kept, "last", "keep", false).self_loops, 0u);
  EXPECT_GT(std::ranges::count_if(kept.rows, loop), 0);
  EXPECT_EQ(clean_triples(dropped, "last", "drop", false).self_loops, self_loops);
  EXPECT_EQ(std::ranges::count_if(dropped.rows, loop), 0);
  EXPECT_THROW(clean_triples(facts, "last", "error", false), Error);
}

TEST(CleanTriples, DropsNamesWithoutFacts) {
  Triples facts;
  for (const char* name : {"alone", "ann", "hermit", "bob"}) facts.entities.add(name);
  for (const char* name : {"is", "knows"}) facts.relations.add(name);
  facts.rows = {{3, 1, 1}, {2, 0, 2}, {1, 1, 1}};
  clean_triples(facts, "last", "drop", false);
  EXPECT_EQ(facts.rows, (std::vector<Triple>{{1, 0, 0}}));
  ASSERT_EQ(facts.entities.size(), 2u);
  EXPECT_EQ(facts.entities[0], "ann");
  EXPECT_EQ(facts.entities[1], "bob");
  ASSERT_EQ(facts.relations.size(), 1u);
  EXPECT_EQ(facts.relations[0], "knows");
}

TEST(CleanTriples, ErrorNamesADuplicate) {
  Triples facts;
  for (const char* name : {"ann", "bob"}) facts.entities.add(name);
  for (const char* name : {"likes", "knows"}) facts.relations.add(name);
  facts.rows = {{0, 0, 1}, {0, 1, 1}, {1, 0, 0}};
  EXPECT_EQ(clean_triples(facts, "error", "keep", false).duplicates, 0u);
  try {
    clean_triples(facts, "error", "keep", true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("(ann, likes, bob)"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace kinfold
