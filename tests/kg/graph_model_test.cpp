#include "kg/graph_model.h"

#include <gtest/gtest.h>

#include "oracle/graph_models.h"

namespace kinfold {
namespace {

// The filter index of some queries contains the same answers as that of all queries, for any lists of the facts.
TEST(GraphModel, FilterIndexOfSomeQueriesEqualsThatOfAll) {
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    const GraphModel model = oracle::graph_model(kind, 30, 3, 200);
    const std::span<const Triple> facts = model.facts;
    const FilterIndex all = model.filter_index(facts);
    const QuerySet queries(facts.first(20));
    const FilterIndex filter = model.filter_index(queries, {facts.first(90), {}, facts.subspan(70)});
    std::size_t others = 0;
    for (const QueryAnswers* answers : {&all.tails, &all.heads})
      for (std::size_t n = 0; n < answers->size(); ++n) {
        const TripleQuery query = (*answers)[n];
        const std::span<const Id> actual = filter.find(query), expected = answers->answers(n);
        const bool is_queried = queries.contains(query);
        EXPECT_TRUE(is_queried ? std::ranges::equal(actual, expected) : actual.empty()) << kind.name;
        others += !is_queried;
      }
    EXPECT_GT(others, 0u);
    for (const Triple& t : facts.first(20)) EXPECT_TRUE(filter.contains(t));
  }
}

}  // namespace
}  // namespace kinfold
