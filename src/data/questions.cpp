#include "data/questions.h"

#include <algorithm>
#include <numeric>

namespace kinfold {

Questions::Questions(std::span<const Triple> facts, std::span<const float> weights, End end) {
  std::vector<std::uint32_t> order(facts.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto key = [&](std::uint32_t n) { return std::pair(question_of(facts[n], end), answer_of(facts[n], end)); };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  for (const std::uint32_t n : order) {
    const auto [question, answer] = key(n);
    const float weight = weights.empty() ? 1 : weights[n];
    if (questions_.empty() || questions_.back() != question) {
      questions_.push_back(question);
      begin_.push_back(answers_.size());
    } else if (answers_.back() == answer) {
      weights_.back() += weight;
      continue;
    }
    answers_.push_back(answer);
    weights_.push_back(weight);
    begin_.back() = answers_.size();
  }
}

std::span<const Id> Questions::find(const Question& question) const {
  const auto at = std::lower_bound(questions_.begin(), questions_.end(), question);
  if (at == questions_.end() || *at != question) return {};
  return answers(std::size_t(at - questions_.begin()));
}

bool KnownFacts::contains(const Triple& fact) const {
  const std::span<const Id> known = tails.find(question_of(fact, End::kTail));
  return std::binary_search(known.begin(), known.end(), fact.tail);
}

}  // namespace kinfold
