#include "kg/relation_prediction.h"

#include <algorithm>
#include <numeric>

#include "core/chunks.h"
#include "kg/score_all_entities.h"

namespace kinfold {
namespace {

constexpr std::size_t kFactChunk = 16;  // facts

}  // namespace

// The relations are the candidates here, and rho(h, t) the query.
double add_relation_gradients(const RelationalScorer& scorer, const Embeddings& tables,
                              std::span<const RelationFact> facts, Precision precision, const GradientOf& of_entity,
                              Matrix& of_relation, Pool& pool) {
  const ScorerDims dims = scorer.dims();
  Matrix queries(facts.size(), dims.relation), of_first(facts.size(), dims.entity), of_answer(facts.size(), dims.query),
      query_gradients(facts.size(), dims.relation);
  std::vector<QueryLabel> labels;
  for (std::uint32_t n = 0; n < facts.size(); ++n) labels.push_back({facts[n].query.relation, n, facts[n].weight});
  std::ranges::sort(labels, {}, [](const QueryLabel& label) { return std::pair(label.entity, label.query); });
  const auto candidate = [&](const RelationFact& f) { return tables.entity[f.answer] + scorer.first(f.query.end); };
  parallel_for(
      pool, facts.size(),
      [&](std::size_t n) {
        const auto& [query, answer, weight] = facts[n];
        std::vector<float> unused(dims.entity);
        scorer.backward(query.end, tables.entity[query.entity], tables.relation[query.relation],
                        {candidate(facts[n]), 0}, unused.data(), queries[Id(n)]);
      },
      kFactChunk);
  const std::vector<float> offsets(facts.size());
  std::vector<float> offset_gradients(facts.size());
  const GradientCallback take = [&](Id r, const float* gradients) {
    add_gradients({gradients, dims.relation}, of_relation[r]);
  };
  const double loss =
      AllEntityScorer(Similarity::kDot, precision, {}, pool)
          .gradients(tables.relation, 0, queries, offsets, labels, take, query_gradients, offset_gradients);
  parallel_for(
      pool, facts.size(),
      [&](std::size_t n) {
        const auto& [query, answer, weight] = facts[n];
        std::vector<float> unused(dims.relation);
        const float *entity = tables.entity[query.entity], *relation = query_gradients[Id(n)];
        scorer.query(query.end, entity, relation, of_answer[Id(n)]);
        scorer.backward(query.end, entity, relation, {candidate(facts[n]), 0}, of_first[Id(n)], unused.data());
      },
      kFactChunk);
  for (std::size_t n = 0; n < facts.size(); ++n) {
    float* const answer = of_entity(facts[n].answer) + scorer.first(facts[n].query.end);
    add_gradients(of_first.row(Id(n)), of_entity(facts[n].query.entity));
    add_gradients(of_answer.row(Id(n)), answer);
  }
  return loss;
}

}  // namespace kinfold
