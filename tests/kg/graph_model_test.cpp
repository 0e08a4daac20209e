#include "kg/graph_model.h"

#include <gtest/gtest.h>

#include "oracle/graph_models.h"

namespace kinfold {
namespace {

// What is known of some questions is what all facts say of them, whatever lists those stand in.
TEST(GraphModel, KnowsOfSomeQuestionsWhatAllFactsSay) {
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    const GraphModel model = oracle::graph_model(kind, 30, 3, 200);
    const std::span<const Triple> facts = model.facts;
    const FilterIndex all = model.filter_index(facts);
    const QuerySet asked(facts.first(20));
    const FilterIndex some = model.filter_index(asked, {facts.first(90), {}, facts.subspan(70)});
    std::size_t others = 0;
    for (const QueryAnswers* questions : {&all.tails, &all.heads})
      for (std::size_t n = 0; n < questions->size(); ++n) {
        const TripleQuery question = (*questions)[n];
        const std::span<const Id> found = some.find(question), expected = questions->answers(n);
        const bool is_asked = asked.contains(question);
        EXPECT_TRUE(is_asked ? std::ranges::equal(found, expected) : found.empty()) << kind.name;
        others += !is_asked;
      }
    EXPECT_GT(others, 0u);
    for (const Triple& t : facts.first(20)) EXPECT_TRUE(some.contains(t));
  }
}

}  // namespace
}  // namespace kinfold
