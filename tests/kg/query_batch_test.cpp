#include "kg/query_batch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kg/graph_queries.h"
#include "oracle/graph_models.h"

namespace kinfold {
namespace {

std::vector<TripleQuery> some_queries(const GraphModel& model, std::size_t count) {
  Random random(2);
  std::vector<TripleQuery> queries;
  for (std::size_t n = 0; n < count; ++n)
    queries.push_back({Id(random.below(model.entities.size())), Id(random.below(model.tables.relation.rows())),
                       random.below(2) ? TripleEnd::kTail : TripleEnd::kHead});
  return queries;
}

QueryBatch make_batch(const GraphModel& model, const RelationalScorer& scorer, Pool& pool) {
  return QueryBatch(
      scorer, [&model](Id e) { return model.tables.entity[e]; }, model.tables.relation, model.tables.core, pool);
}

// Batches of different sizes, one after another.
TEST(QueryBatch, EqualsGraphQueries) {
  Pool pool(2);
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    GraphModel model = oracle::graph_model(kind, 20, 3, 10);
    model.margin = 0, model.inverse_relations = model.undirected = false;  // queries need no conversion
    const RelationalScorer scorer = model.scorer();
    QueryBatch batch = make_batch(model, scorer, pool);
    for (const std::size_t count : {40, 7, 40}) {
      const std::vector<TripleQuery> queries = some_queries(model, count);
      batch.compose(queries, 0, Random(1));
      for (std::size_t n = 0; n < count; ++n) {
        Matrix query(1, scorer.dims().query);
        EXPECT_EQ(batch.offset(n), GraphQueries(model).query(queries[n], query[0])) << kind.name;
        for (std::size_t k = 0; k < query.rank(); ++k) EXPECT_NEAR(batch.queries()[Id(n)][k], query[0][k], 1e-5);
      }
    }
  }
}

// Dropout sets an entry and its gradient to zero, or scales both.
TEST(QueryBatch, DropoutKeepsTheMean) {
  constexpr float kDropout = 0.3f;
  constexpr std::size_t kCount = 4000;
  Pool pool(2);
  GraphModel model = oracle::graph_model({"distmult"}, 5, 1, 3);
  for (Matrix* table : {&model.tables.entity, &model.tables.relation})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = 1;
  const RelationalScorer scorer = model.scorer();
  const std::vector<TripleQuery> queries = some_queries(model, kCount);
  QueryBatch batch = make_batch(model, scorer, pool);
  batch.compose(queries, kDropout, Random(1));
  Matrix gradients(kCount, 3);
  std::ranges::fill(gradients.padded(), 1.0f);
  const std::vector<float> offsets(kCount);
  batch.backward(gradients, offsets);
  std::vector<double> zeros(3);
  for (Id n = 0; n < kCount; ++n)
    for (std::size_t k = 0; k < 3; ++k) {
      const float x = batch.queries()[n][k];
      EXPECT_TRUE(x == 0 || std::fabs(x - 1 / (1 - kDropout)) < 1e-6) << x;
      EXPECT_EQ(batch.entity_gradients(n)[k], x);
      zeros[k] += x == 0;
    }
  for (const double count : zeros) EXPECT_NEAR(count / kCount, kDropout, 5 * std::sqrt(0.21 / kCount));
}

}  // namespace
}  // namespace kinfold
