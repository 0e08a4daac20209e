#include "kg/queries.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/random.h"

namespace kinfold {
namespace {

std::vector<Triple> some_facts_of_queries() {
  Random random(3);
  std::vector<Triple> facts;
  for (int n = 0; n < 300; ++n) facts.push_back({Id(random.below(9)), Id(random.below(3)), Id(random.below(7))});
  return facts;
}

TEST(QueryAnswers, ContainEachAnswerOnceWithTheSummedWeight) {
  const std::vector<Triple> facts = some_facts_of_queries();
  Random random(4);
  std::vector<float> weights;
  for (std::size_t n = 0; n < facts.size(); ++n) weights.push_back(float(1 + random.below(4)));
  for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead})
    for (const bool weighted : {false, true}) {
      std::map<TripleQuery, std::map<Id, float>> expected;
      for (std::size_t n = 0; n < facts.size(); ++n) {
        const auto& [head, relation, tail] = facts[n];
        const TripleQuery query{end == TripleEnd::kTail ? head : tail, relation, end};
        expected[query][end == TripleEnd::kTail ? tail : head] += weighted ? weights[n] : 1;
      }
      const QueryAnswers queries(facts, weighted ? std::span<const float>(weights) : std::span<const float>(), end);
      ASSERT_EQ(queries.size(), expected.size());
      std::size_t number = 0;
      for (const auto& [query, answers] : expected) {  // both are sorted by query and answer
        EXPECT_EQ(queries[number], query);
        std::map<Id, float> actual;
        for (std::size_t a = 0; a < queries.answers(number).size(); ++a)
          actual[queries.answers(number)[a]] = queries.weights(number)[a];
        EXPECT_EQ(actual, answers);
        EXPECT_TRUE(std::ranges::is_sorted(queries.answers(number)));
        EXPECT_EQ(queries.find(query).data(), queries.answers(number).data());
        ++number;
      }
    }
}

TEST(QueryAnswers, AreEmptyForUnknownQueries) {
  EXPECT_TRUE(QueryAnswers().find({0, 0, TripleEnd::kTail}).empty());
  const FilterIndex known(std::vector<Triple>{{1, 0, 2}});
  EXPECT_TRUE(known.find({0, 0, TripleEnd::kTail}).empty());
  EXPECT_TRUE(known.find({1, 1, TripleEnd::kTail}).empty());
  EXPECT_TRUE(known.find({1, 0, TripleEnd::kHead}).empty()) << "1 is not a tail";
  EXPECT_EQ(known.find({2, 0, TripleEnd::kHead})[0], 1u);
  EXPECT_TRUE(known.find({7, 7, TripleEnd::kTail}).empty());
}

TEST(FilterIndex, ContainsExactlyItsFacts) {
  const std::vector<Triple> facts = some_facts_of_queries();
  const std::set<Triple> all(facts.begin(), facts.end());
  const FilterIndex known(facts);
  for (Id h = 0; h < 10; ++h)
    for (Id r = 0; r < 4; ++r)
      for (Id t = 0; t < 10; ++t) EXPECT_EQ(known.contains({h, r, t}), all.contains({h, r, t}));
}

}  // namespace
}  // namespace kinfold
