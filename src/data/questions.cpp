#include "data/questions.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace kinfold {

namespace {

// Facts by the entity that their question of an end names: of entity e they are order[begin[e]] ... order[begin[e+1]].
struct ByEntity {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> begin;

  ByEntity(std::span<const Triple> facts, End end) : order(facts.size()) {
    Id most = 0;
    for (const Triple& t : facts) most = std::max(most, question_of(t, end).entity);
    begin.resize(std::size_t(most) + 3);
    for (const Triple& t : facts) ++begin[question_of(t, end).entity + 2];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    for (std::uint32_t n = 0; n < facts.size(); ++n) order[begin[question_of(facts[n], end).entity + 1]++] = n;
    begin.pop_back();
  }
};

}  // namespace

Questions::Questions(std::span<const Triple> facts, std::span<const float> weights, End end) {
  if (facts.empty()) return;
  const ByEntity of(facts, end);
  answers_.reserve(facts.size());
  weights_.reserve(facts.size());
  std::vector<std::tuple<Id, Id, std::uint32_t>> own;  // relation, answer, fact: of one entity
  of_entity_.push_back(0);
  for (Id entity = 0; entity + 1 < of.begin.size(); ++entity) {
    own.clear();
    for (std::size_t at = of.begin[entity]; at < of.begin[entity + 1]; ++at)
      own.emplace_back(facts[of.order[at]].relation, answer_of(facts[of.order[at]], end), of.order[at]);
    std::ranges::sort(own);
    for (const auto& [relation, answer, n] : own)
      add({entity, relation, end}, answer, weights.empty() ? 1 : weights[n]);
    of_entity_.push_back(std::uint32_t(questions_.size()));
  }
}

// After all that is less.
void Questions::add(const Question& question, Id answer, float weight) {
  if (questions_.empty() || questions_.back() != question) {
    questions_.push_back(question);
    begin_.push_back(answers_.size());
  } else if (answers_.back() == answer) {
    weights_.back() += weight;
    return;
  }
  answers_.push_back(answer);
  weights_.push_back(weight);
  begin_.back() = answers_.size();
}

std::span<const Id> Questions::find(const Question& question) const {
  if (std::size_t(question.entity) + 1 >= of_entity_.size()) return {};
  const auto begin = questions_.begin() + of_entity_[question.entity],
             end = questions_.begin() + of_entity_[question.entity + 1];
  const auto at = std::lower_bound(begin, end, question);
  if (at == end || *at != question) return {};
  return answers(std::size_t(at - questions_.begin()));
}

bool KnownFacts::contains(const Triple& fact) const {
  const std::span<const Id> known = tails.find(question_of(fact, End::kTail));
  return std::binary_search(known.begin(), known.end(), fact.tail);
}

}  // namespace kinfold
