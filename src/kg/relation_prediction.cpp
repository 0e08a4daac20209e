#include "kg/relation_prediction.h"

#include <algorithm>
#include <numeric>

#include "core/chunks.h"
#include "kg/score_all_entities.h"

namespace kinfold {
namespace {

constexpr std::size_t kFactChunk = 16;  // facts per parallel task

}  // namespace

// The candidates are the relations, and the query vector is rho(h, t).
double add_relation_gradients(const RelationalScorer& scorer, const Embeddings& tables,
                              std::span<const RelationFact> facts, Precision precision,
                              const GradientRow& entity_gradient, Matrix& relation_gradients, Pool& pool) {
  const ScorerDims dims = scorer.dims();
  Matrix queries(facts.size(), dims.relation), query_entity_gradients(facts.size(), dims.entity),
      answer_gradients(facts.size(), dims.query), query_gradients(facts.size(), dims.relation);
  std::vector<QueryLabel> labels;
  for (std::uint32_t n = 0; n < facts.size(); ++n) labels.push_back({facts[n].query.relation, n, facts[n].weight});
  std::ranges::sort(labels, {}, [](const QueryLabel& label) { return std::pair(label.entity, label.query); });
  const auto candidate = [&](const RelationFact& f) {
    return tables.entity[f.answer] + scorer.candidate_begin(f.query.end);
  };
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
  const GradientCallback on_gradients = [&](Id r, const float* gradients) {
    add_gradients({gradients, dims.relation}, relation_gradients[r]);
  };
  const double loss =
      AllEntityScorer(Similarity::kDot, precision, {}, pool)
          .gradients(tables.relation, 0, queries, offsets, labels, on_gradients, query_gradients, offset_gradients);
  parallel_for(
      pool, facts.size(),
      [&](std::size_t n) {
        const auto& [query, answer, weight] = facts[n];
        std::vector<float> unused(dims.relation);
        const float *entity = tables.entity[query.entity], *relation = query_gradients[Id(n)];
        scorer.query(query.end, entity, relation, answer_gradients[Id(n)]);
        scorer.backward(query.end, entity, relation, {candidate(facts[n]), 0}, query_entity_gradients[Id(n)],
                        unused.data());
      },
      kFactChunk);
  for (std::size_t n = 0; n < facts.size(); ++n) {
    float* const answer = entity_gradient(facts[n].answer) + scorer.candidate_begin(facts[n].query.end);
    add_gradients(query_entity_gradients.row(Id(n)), entity_gradient(facts[n].query.entity));
    add_gradients(answer_gradients.row(Id(n)), answer);
  }
  return loss;
}

}  // namespace kinfold
