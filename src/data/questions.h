// Questions (entity, relation, ?) and (?, relation, entity), each once, with all that is known to answer it.
#pragma once
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "data/triples.h"

namespace kinfold {

struct Question {
  Id entity, relation;
  End end;  // that is asked for
  friend auto operator<=>(const Question&, const Question&) = default;
};

inline Question question_of(const Triple& t, End end) {
  return end == End::kTail ? Question{t.head, t.relation, end} : Question{t.tail, t.relation, end};
}
inline Id answer_of(const Triple& t, End end) { return end == End::kTail ? t.tail : t.head; }

class Questions {
 public:
  Questions() = default;
  // Those of one end, of facts whose names are all known. Facts that repeat are answers of their summed weight; no
  // weights: 1 each.
  Questions(std::span<const Triple> facts, std::span<const float> weights, End end);

  std::size_t size() const { return questions_.size(); }
  const Question& operator[](std::size_t number) const { return questions_[number]; }
  std::span<const Id> answers(std::size_t number) const {
    return {answers_.data() + begin_[number], std::size_t(begin_[number + 1] - begin_[number])};
  }
  std::span<const float> weights(std::size_t number) const {
    return {weights_.data() + begin_[number], std::size_t(begin_[number + 1] - begin_[number])};
  }
  // Answers of a question, by rising number; none where it is not known.
  std::span<const Id> find(const Question& question) const;

 private:
  void add(const Question& question, Id answer, float weight);

  std::vector<Question> questions_;       // sorted
  std::vector<std::uint32_t> of_entity_;  // of entity e: questions of_entity_[e] to of_entity_[e + 1]
  std::vector<std::uint64_t> begin_{0};
  std::vector<Id> answers_;
  std::vector<float> weights_;
};

// Some questions, of which one asks whether another is one.
class QuestionSet {
 public:
  QuestionSet() = default;
  explicit QuestionSet(std::span<const Triple> facts) {  // of both ends
    for (const Triple& t : facts) insert(question_of(t, End::kTail)), insert(question_of(t, End::kHead));
  }
  void insert(const Question& question) { of_end_[std::size_t(question.end)].insert(key(question)); }
  bool contains(const Question& question) const { return of_end_[std::size_t(question.end)].contains(key(question)); }

 private:
  static std::uint64_t key(const Question& q) { return std::uint64_t(q.entity) << 32 | q.relation; }
  std::unordered_set<std::uint64_t> of_end_[2];
};

// Both ends' questions.
struct KnownFacts {
  Questions tails, heads;

  KnownFacts() = default;
  KnownFacts(std::span<const Triple> facts, std::span<const float> weights = {})
      : tails(facts, weights, End::kTail), heads(facts, weights, End::kHead) {}
  std::span<const Id> find(const Question& question) const {
    return (question.end == End::kTail ? tails : heads).find(question);
  }
  bool contains(const Triple& fact) const;
};

}  // namespace kinfold
