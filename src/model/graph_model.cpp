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
  return undirected ? KnownFacts(asked(own)) : KnownFacts(own);
}

KnownFacts GraphModel::known(const QuestionSet& questions, std::initializer_list<std::span<const Triple>> own) const {
  std::vector<Triple> answers[2];
  const auto take = [&](const Triple& t) {
    for (const End end : {End::kTail, End::kHead})
      if (questions.contains(question_of(t, end))) answers[std::size_t(end)].push_back(t);
  };
  for (const std::span<const Triple> some : own)
    for (const Triple& t : some) {
      take(t);
      if (undirected && t.head != t.tail) take({t.tail, t.relation, t.head});
    }
  KnownFacts known;
  known.tails = Questions(answers[std::size_t(End::kTail)], {}, End::kTail);
  known.heads = Questions(answers[std::size_t(End::kHead)], {}, End::kHead);
  return known;
}

}  // namespace kinfold
