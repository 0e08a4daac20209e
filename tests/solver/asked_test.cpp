#include "solver/asked.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/graph_queries.h"
#include "oracle/graph_world.h"

namespace kinfold {
namespace {

std::vector<Question> some_questions(const GraphModel& model, std::size_t count) {
  Random random(2);
  std::vector<Question> questions;
  for (std::size_t n = 0; n < count; ++n)
    questions.push_back({Id(random.below(model.entities.size())), Id(random.below(model.tables.relation.rows())),
                         random.below(2) ? End::kTail : End::kHead});
  return questions;
}

Asked asked_of(const GraphModel& model, const RelationalScorer& scorer, Pool& pool) {
  return Asked(
      scorer, [&model](Id e) { return model.tables.entity[e]; }, model.tables.relation, model.tables.core, pool);
}

// Batch after batch, of other sizes.
TEST(Asked, ComposesWhatTheModelAsks) {
  Pool pool(2);
  for (const oracle::GraphKind& kind : oracle::kGraphKinds) {
    GraphModel model = oracle::graph_model(kind, 20, 3, 10);
    model.margin = 0, model.reciprocal = model.undirected = false;  // questions as the tables take them
    const RelationalScorer scorer = model.scorer();
    Asked asked = asked_of(model, scorer, pool);
    for (const std::size_t count : {40, 7, 40}) {
      const std::vector<Question> questions = some_questions(model, count);
      asked.compose(questions, 0, Random(1));
      for (std::size_t n = 0; n < count; ++n) {
        Table query(1, scorer.widths().query);
        EXPECT_EQ(asked.offset(n), GraphQueries(model).query(questions[n], query[0])) << kind.name;
        for (std::size_t k = 0; k < query.rank(); ++k) EXPECT_NEAR(asked.queries()[Id(n)][k], query[0][k], 1e-5);
      }
    }
  }
}

// A number is put to zero or made up for the others, and its slope likewise.
TEST(Asked, DropoutSparesTheMean) {
  constexpr float kDropout = 0.3f;
  constexpr std::size_t kCount = 4000;
  Pool pool(2);
  GraphModel model = oracle::graph_model({"distmult"}, 5, 1, 3);
  for (Table* table : {&model.tables.entity, &model.tables.relation})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = 1;
  const RelationalScorer scorer = model.scorer();
  const std::vector<Question> questions = some_questions(model, kCount);
  Asked asked = asked_of(model, scorer, pool);
  asked.compose(questions, kDropout, Random(1));
  Table slopes(kCount, 3);
  std::ranges::fill(slopes.padded(), 1.0f);
  const std::vector<float> offsets(kCount);
  asked.backward(slopes, offsets);
  std::vector<double> zeros(3);
  for (Id n = 0; n < kCount; ++n)
    for (std::size_t k = 0; k < 3; ++k) {
      const float x = asked.queries()[n][k];
      EXPECT_TRUE(x == 0 || std::fabs(x - 1 / (1 - kDropout)) < 1e-6) << x;
      EXPECT_EQ(asked.entity_slopes(n)[k], x);
      zeros[k] += x == 0;
    }
  for (const double count : zeros) EXPECT_NEAR(count / kCount, kDropout, 5 * std::sqrt(0.21 / kCount));
}

}  // namespace
}  // namespace kinfold
