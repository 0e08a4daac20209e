#include "kg/graph_model.h"

namespace kinfold {

TripleQuery GraphModel::resolve_inverses(const TripleQuery& q) const {
  if (q.end == TripleEnd::kTail) return q;
  if (inverse_relations) return {q.entity, Id(q.relation + relations.size()), TripleEnd::kTail};
  return {q.entity, q.relation, undirected ? TripleEnd::kTail : TripleEnd::kHead};
}

std::vector<Triple> GraphModel::resolve_inverses(std::span<const Triple> triples) const {
  std::vector<Triple> all(triples.begin(), triples.end());
  if (!inverse_relations && !undirected) return all;
  for (const Triple& t : triples)
    if (inverse_relations || t.head != t.tail)
      all.push_back({t.tail, inverse_relations ? Id(t.relation + relations.size()) : t.relation, t.head});
  return all;
}

FilterIndex GraphModel::filter_index(std::span<const Triple> triples) const {
  return undirected ? FilterIndex(resolve_inverses(triples)) : FilterIndex(triples);
}

FilterIndex GraphModel::filter_index(const QuerySet& queries,
                                     std::initializer_list<std::span<const Triple>> triples) const {
  std::vector<Triple> facts_by_end[2];
  const auto take = [&](const Triple& t) {
    for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead})
      if (queries.contains(query_of(t, end))) facts_by_end[std::size_t(end)].push_back(t);
  };
  for (const std::span<const Triple> list : triples)
    for (const Triple& t : list) {
      take(t);
      if (undirected && t.head != t.tail) take({t.tail, t.relation, t.head});
    }
  FilterIndex filter;
  filter.tails = QueryAnswers(facts_by_end[std::size_t(TripleEnd::kTail)], {}, TripleEnd::kTail);
  filter.heads = QueryAnswers(facts_by_end[std::size_t(TripleEnd::kHead)], {}, TripleEnd::kHead);
  return filter;
}

}  // namespace kinfold
