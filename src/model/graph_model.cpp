#include "model/graph_model.h"

#include <algorithm>

#include "core/vector.h"
#include "scorer/distances.h"

namespace kinfold {

Question GraphModel::asked(const Question& q) const {
  if (q.end == End::kTail) return q;
  if (reciprocal) return {q.entity, Id(q.relation + relations.size()), End::kTail};
  return {q.entity, q.relation, undirected ? End::kTail : End::kHead};
}

std::vector<Triple> GraphModel::asked(std::span<const Triple> own) const {
  std::vector<Triple> all(own.begin(), own.end());
  if (!reciprocal && !undirected) return all;
  for (const Triple& t : own)
    if (reciprocal || t.head != t.tail)
      all.push_back({t.tail, reciprocal ? Id(t.relation + relations.size()) : t.relation, t.head});
  return all;
}

KnownFacts GraphModel::known(std::span<const Triple> own) const {
  return KnownFacts(undirected ? asked(own) : std::vector<Triple>(own.begin(), own.end()));
}

float GraphModel::query(const RelationalScorer& scorer, const Question& question, float* out) const {
  const Question q = asked(question);
  const float* relation = tables.relation[q.relation];
  std::vector<float> mixed;
  if (tables.core.rows() > 0) {  // R = sum_m r_m W_m
    mixed.resize(tables.core.rank());
    for (Id m = 0; m < tables.core.rows(); ++m)
      for (std::size_t k = 0; k < mixed.size(); ++k) mixed[k] += relation[m] * tables.core[m][k];
    relation = mixed.data();
  }
  return margin + scorer.query(q.end, tables.entity[q.entity], relation, out);
}

float GraphModel::score(const Triple& fact) const {
  const RelationalScorer scores = scorer();
  const std::size_t width = scores.widths().query;
  Table row(2, width);
  const float offset = query(scores, question_of(fact, End::kTail), row[0]);
  std::copy_n(tables.entity[fact.tail] + scores.first(End::kTail), width, row[1]);
  if (scores.similarity() == Similarity::kDot) return offset + dot(row[0], row[1], row.stride());
  float distance = 0;
  distances(scores.similarity(), {row[0], 1, row.stride()}, {row[1], 1, row.stride()}, width, &distance, 1);
  return offset + distance;
}

}  // namespace kinfold
