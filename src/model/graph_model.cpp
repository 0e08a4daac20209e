#include "model/graph_model.h"

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

}  // namespace kinfold
