#include "kg/graph_model.h"

namespace kinfold {

TripleQuery GraphModel::resolve_inverses(const TripleQuery& q) const {
  if (q.end == TripleEnd::kTail) return q;
  if (inverse_relations) return {q.entity, Id(q.relation + relations.size()), TripleEnd::kTail};
  return {q.entity, q.relation, undirected ? TripleEnd::kTail : TripleEnd::kHead};
}

std::vector<Triple> GraphModel::resolve_inverses(std::span<const Triple> own) const {
  std::vector<Triple> all(own.begin(), own.end());
  if (!inverse_relations && !undirected) return all;
  for (const Triple& t : own)
    if (inverse_relations || t.head != t.tail)
      all.push_back({t.tail, inverse_relations ? Id(t.relation + relations.size()) : t.relation, t.head});
  return all;
}

FilterIndex GraphModel::filter_index(std::span<const Triple> own) const {
  return undirected ? FilterIndex(resolve_inverses(own)) : FilterIndex(own);
}

FilterIndex GraphModel::filter_index(const QuerySet& questions,
                                     std::initializer_list<std::span<const Triple>> own) const {
  std::vector<Triple> answers[2];
  const auto take = [&](const Triple& t) {
    for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead})
      if (questions.contains(query_of(t, end))) answers[std::size_t(end)].push_back(t);
  };
  for (const std::span<const Triple> some : own)
    for (const Triple& t : some) {
      take(t);
      if (undirected && t.head != t.tail) take({t.tail, t.relation, t.head});
    }
  FilterIndex known;
  known.tails = QueryAnswers(answers[std::size_t(TripleEnd::kTail)], {}, TripleEnd::kTail);
  known.heads = QueryAnswers(answers[std::size_t(TripleEnd::kHead)], {}, TripleEnd::kHead);
  return known;
}

}  // namespace kinfold
