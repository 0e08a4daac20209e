#include "kg/queries.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace kinfold {

namespace {

// Facts grouped by query entity: the facts of entity e are order[begin[e]] ... order[begin[e + 1] - 1].
struct FactsByEntity {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> begin;

  FactsByEntity(std::span<const Triple> facts, TripleEnd end) : order(facts.size()) {
    Id max_entity = 0;
    for (const Triple& t : facts) max_entity = std::max(max_entity, query_of(t, end).entity);
    begin.resize(std::size_t(max_entity) + 3);
    for (const Triple& t : facts) ++begin[query_of(t, end).entity + 2];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    for (std::uint32_t n = 0; n < facts.size(); ++n) order[begin[query_of(facts[n], end).entity + 1]++] = n;
    begin.pop_back();
  }
};

}  // namespace

QueryAnswers::QueryAnswers(std::span<const Triple> facts, std::span<const float> weights, TripleEnd end) {
  if (facts.empty()) return;
  const FactsByEntity by_entity(facts, end);
  answers_.reserve(facts.size());
  weights_.reserve(facts.size());
  std::vector<std::tuple<Id, Id, std::uint32_t>> sorted_answers;  // (relation, answer, fact) of one entity
  entity_begin_.push_back(0);
  for (Id entity = 0; entity + 1 < by_entity.begin.size(); ++entity) {
    sorted_answers.clear();
    for (std::size_t at = by_entity.begin[entity]; at < by_entity.begin[entity + 1]; ++at)
      sorted_answers.emplace_back(facts[by_entity.order[at]].relation, answer_of(facts[by_entity.order[at]], end),
                                  by_entity.order[at]);
    std::ranges::sort(sorted_answers);
    for (const auto& [relation, answer, n] : sorted_answers)
      add({entity, relation, end}, answer, weights.empty() ? 1 : weights[n]);
    entity_begin_.push_back(std::uint32_t(queries_.size()));
  }
}

// Appends an answer. Queries and their answers must arrive in ascending order.
void QueryAnswers::add(const TripleQuery& query, Id answer, float weight) {
  if (queries_.empty() || queries_.back() != query) {
    queries_.push_back(query);
    begin_.push_back(answers_.size());
  } else if (answers_.back() == answer) {
    weights_.back() += weight;
    return;
  }
  answers_.push_back(answer);
  weights_.push_back(weight);
  begin_.back() = answers_.size();
}

std::span<const Id> QueryAnswers::find(const TripleQuery& query) const {
  if (std::size_t(query.entity) + 1 >= entity_begin_.size()) return {};
  const auto begin = queries_.begin() + entity_begin_[query.entity],
             end = queries_.begin() + entity_begin_[query.entity + 1];
  const auto at = std::lower_bound(begin, end, query);
  if (at == end || *at != query) return {};
  return answers(std::size_t(at - queries_.begin()));
}

bool FilterIndex::contains(const Triple& fact) const {
  const std::span<const Id> known = tails.find(query_of(fact, TripleEnd::kTail));
  return std::binary_search(known.begin(), known.end(), fact.tail);
}

}  // namespace kinfold
