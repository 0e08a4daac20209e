#include "solver/relation_loss.h"

#include <algorithm>
#include <numeric>

#include "core/chunks.h"
#include "solver/all_scores.h"

namespace kinfold {
namespace {

constexpr std::size_t kTogether = 16;  // facts

}  // namespace

// The relations are the candidates here, and rho(h, t) the query.
double add_relation_slopes(const RelationalScorer& scorer, const Embeddings& tables,
                           std::span<const RelationFact> facts, Precision precision, const SlopesOf& of_entity,
                           Table& of_relation, Pool& pool) {
  const Widths widths = scorer.widths();
  Table queries(facts.size(), widths.relation), of_first(facts.size(), widths.entity),
      of_answer(facts.size(), widths.query), query_slopes(facts.size(), widths.relation);
  std::vector<Label> labels;
  for (std::uint32_t n = 0; n < facts.size(); ++n) labels.push_back({facts[n].question.relation, n, facts[n].weight});
  std::ranges::sort(labels, {}, [](const Label& label) { return std::pair(label.entity, label.query); });
  const auto candidate = [&](const RelationFact& f) { return tables.entity[f.answer] + scorer.first(f.question.end); };
  in_chunks(
      pool, facts.size(),
      [&](std::size_t n) {
        const auto& [question, answer, weight] = facts[n];
        std::vector<float> unused(widths.entity);
        scorer.backward(question.end, tables.entity[question.entity], tables.relation[question.relation],
                        {candidate(facts[n]), 0}, unused.data(), queries[Id(n)]);
      },
      kTogether);
  const std::vector<float> offsets(facts.size());
  std::vector<float> offset_slopes(facts.size());
  const TakeSlopes take = [&](Id r, const float* slopes) { add_slopes({slopes, widths.relation}, of_relation[r]); };
  const double loss = AllScores(Similarity::kDot, precision, {}, pool)
                          .slopes(tables.relation, 0, queries, offsets, labels, take, query_slopes, offset_slopes);
  in_chunks(
      pool, facts.size(),
      [&](std::size_t n) {
        const auto& [question, answer, weight] = facts[n];
        std::vector<float> unused(widths.relation);
        const float *entity = tables.entity[question.entity], *relation = query_slopes[Id(n)];
        scorer.query(question.end, entity, relation, of_answer[Id(n)]);
        scorer.backward(question.end, entity, relation, {candidate(facts[n]), 0}, of_first[Id(n)], unused.data());
      },
      kTogether);
  for (std::size_t n = 0; n < facts.size(); ++n) {
    float* const answer = of_entity(facts[n].answer) + scorer.first(facts[n].question.end);
    add_slopes(of_first.row(Id(n)), of_entity(facts[n].question.entity));
    add_slopes(of_answer.row(Id(n)), answer);
  }
  return loss;
}

}  // namespace kinfold
