// Queries (entity, relation, ?) and (?, relation, entity), and indexes of their true answers.
#pragma once
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "data/triples.h"

namespace kinfold {

struct TripleQuery {
  Id entity, relation;
  TripleEnd end;  // the queried end
  friend auto operator<=>(const TripleQuery&, const TripleQuery&) = default;
};

inline TripleQuery query_of(const Triple& t, TripleEnd end) {
  return end == TripleEnd::kTail ? TripleQuery{t.head, t.relation, end} : TripleQuery{t.tail, t.relation, end};
}
inline Id answer_of(const Triple& t, TripleEnd end) { return end == TripleEnd::kTail ? t.tail : t.head; }

// The distinct queries of one end of some facts, sorted, with the true answers of each.
class QueryAnswers {
 public:
  QueryAnswers() = default;
  // The facts must not contain kUnseen. The weights of repeated facts are summed; empty weights are 1 each.
  QueryAnswers(std::span<const Triple> facts, std::span<const float> weights, TripleEnd end);

  std::size_t size() const { return queries_.size(); }
  const TripleQuery& operator[](std::size_t number) const { return queries_[number]; }
  std::span<const Id> answers(std::size_t number) const {
    return {answers_.data() + begin_[number], std::size_t(begin_[number + 1] - begin_[number])};
  }
  std::span<const float> weights(std::size_t number) const {
    return {weights_.data() + begin_[number], std::size_t(begin_[number + 1] - begin_[number])};
  }
  // The answers of a query, in ascending order; empty if there are none.
  std::span<const Id> find(const TripleQuery& query) const;

 private:
  void add(const TripleQuery& query, Id answer, float weight);

  std::vector<TripleQuery> queries_;         // sorted
  std::vector<std::uint32_t> entity_begin_;  // the queries of entity e begin at entity_begin_[e]
  std::vector<std::uint64_t> begin_{0};
  std::vector<Id> answers_;
  std::vector<float> weights_;
};

// A set of queries.
class QuerySet {
 public:
  QuerySet() = default;
  explicit QuerySet(std::span<const Triple> facts) {  // the queries of both ends
    for (const Triple& t : facts) insert(query_of(t, TripleEnd::kTail)), insert(query_of(t, TripleEnd::kHead));
  }
  void insert(const TripleQuery& query) { of_end_[std::size_t(query.end)].insert(key(query)); }
  bool contains(const TripleQuery& query) const { return of_end_[std::size_t(query.end)].contains(key(query)); }

 private:
  static std::uint64_t key(const TripleQuery& q) { return std::uint64_t(q.entity) << 32 | q.relation; }
  std::unordered_set<std::uint64_t> of_end_[2];
};

// The true answers of tail queries and of head queries; used to filter candidates and negatives.
struct FilterIndex {
  QueryAnswers tails, heads;

  FilterIndex() = default;
  FilterIndex(std::span<const Triple> facts, std::span<const float> weights = {})
      : tails(facts, weights, TripleEnd::kTail), heads(facts, weights, TripleEnd::kHead) {}
  std::span<const Id> find(const TripleQuery& query) const {
    return (query.end == TripleEnd::kTail ? tails : heads).find(query);
  }
  bool contains(const Triple& fact) const;
};

}  // namespace kinfold
