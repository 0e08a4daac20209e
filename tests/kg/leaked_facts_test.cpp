#include "kg/leaked_facts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/random.h"

namespace kinfold {
namespace {

std::vector<Triple> some_facts(std::uint64_t seed, std::size_t count) {
  Random random(seed);
  std::vector<Triple> facts;
  for (std::size_t n = 0; n < count; ++n)
    facts.push_back({Id(random.below(9)), Id(random.below(4)), Id(random.below(9))});
  return facts;
}

// The count by brute force.
std::size_t slow_count(const std::set<Triple>& facts, const std::set<Triple>& among, const LeakedFacts& f) {
  std::size_t count = 0;
  for (const Triple& t : facts)
    if (t.relation == f.relation && t.head != t.tail)
      count += among.contains(f.reversed ? Triple{t.tail, f.by, t.head} : Triple{t.head, f.by, t.tail});
  return count;
}

TEST(LeakedFacts, EqualBruteForceCounts) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<Triple> facts = some_facts(seed, 60), others = some_facts(seed + 100, 90);
    const std::set<Triple> distinct(facts.begin(), facts.end()), among(others.begin(), others.end());
    std::vector<LeakedFacts> actual = leaked_facts(facts, others);
    EXPECT_TRUE(std::ranges::is_sorted(actual, std::greater{}, &LeakedFacts::leaked));
    std::size_t listed = 0;
    for (Id r = 0; r < 4; ++r)
      for (Id s = 0; s < 4; ++s)
        for (const bool reversed : {false, true}) {
          if (r == s && !reversed) continue;
          const std::size_t slow = slow_count(distinct, among, {r, s, reversed});
          const auto at = std::ranges::find_if(
              actual, [&](const LeakedFacts& f) { return f.relation == r && f.by == s && f.reversed == reversed; });
          ASSERT_EQ(at != actual.end(), slow > 0);
          if (slow == 0) continue;
          ++listed;
          EXPECT_EQ(at->leaked, slow);
          EXPECT_EQ(at->facts, std::size_t(std::ranges::count_if(
                                   distinct, [&](const Triple& t) { return t.relation == r && t.head != t.tail; })));
        }
    EXPECT_EQ(listed, actual.size());
  }
}

// Relation 0 is symmetric, 2 is the inverse of 1, 3 contains half of the facts of 1, and 4 is independent.
std::vector<Triple> facts_with_rules() {
  std::vector<Triple> facts;
  for (Id n = 0; n < 20; n += 2) {
    facts.push_back({n, 0, n + 1}), facts.push_back({n + 1, 0, n});
    facts.push_back({n, 1, n + 5}), facts.push_back({n + 5, 2, n});
    if (n < 10) facts.push_back({n, 3, n + 5});
    facts.push_back({n, 4, n + 7});
  }
  return facts;
}

TEST(LeakedFacts, RulesNeedHalfOfTheFacts) {
  const auto rules = leakage_rules(facts_with_rules());
  std::set<std::tuple<Id, Id, bool>> actual;
  for (const LeakedFacts& f : rules) actual.emplace(f.relation, f.by, f.reversed);
  // Half of the facts of 1 and 2 are leaked by 3; all facts of 3 are leaked by 1 and by 2.
  EXPECT_EQ(actual,
            (std::set<std::tuple<Id, Id, bool>>{
                {0, 0, true}, {1, 2, true}, {2, 1, true}, {3, 1, false}, {3, 2, true}, {1, 3, false}, {2, 3, true}}));
}

TEST(LeakedFacts, TestFactsLeakedByTraining) {
  std::vector<Triple> train = facts_with_rules(), test;
  for (const Triple& t : {Triple{0, 0, 1}, Triple{5, 2, 0}, Triple{0, 4, 7}}) {
    std::erase(train, t);
    test.push_back(t);
  }
  std::size_t symmetric = 0, inverse = 0;
  const TestLeakage leaked = leakage_from_training(train, test);
  EXPECT_EQ(leaked.facts, 2u);
  EXPECT_EQ(leaked.reversed, 2u);
  for (const LeakedFacts& f : leaked.rules) {
    EXPECT_NE(f.relation, 4u);
    symmetric += f.relation == 0 ? f.leaked : 0;
    inverse += f.relation == 2 && f.by == 1 ? f.leaked : 0;
  }
  EXPECT_EQ(symmetric, 1u);
  EXPECT_EQ(inverse, 1u);
  EXPECT_EQ(leakage_from_training(train, std::vector<Triple>{{0, 4, 7}}).facts, 0u);
  const TestLeakage others =
      leakage_from_training(train, std::vector<Triple>{{9, 4, 2}, {9, 4, 2}, {kUnseen, kUnseen, 0}});
  EXPECT_EQ(others.facts, 0u);
  EXPECT_EQ(others.reversed, 2u) << "repeated facts count each time";
}

}  // namespace
}  // namespace kinfold
