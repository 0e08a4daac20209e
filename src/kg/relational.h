// A relational scorer composes an entity and a relation into a query that meets the entities at the other end of a
// fact:
//
//   score(h, r, t) = margin + offset(h, r) + similarity(query(tail; h, r), candidate(tail; t))
//                  = margin + offset(t, r) + similarity(query(head; t, r), candidate(head; h))
//
// where the candidate is a stretch of the entity's row. backward() is the chain rule through query(): it adds to the
// gradients of the entity's and of the relation's row what follows from the query's and the offset's.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "data/triples.h"
#include "topk/similarity.h"

namespace kinfold {

struct RelationalOptions {
  std::size_t rank = 64;
  int norm = 2;          // of scorers that measure distances: 1 or 2
  bool squared = false;  // the square of the norm 2
};

// Numbers of an entity's row, of a relation's, and of a query.
struct ScorerDims {
  std::size_t entity, relation, query;
};

struct QueryGradient {
  const float* query;
  float offset;
};

// The distance of the norm 2, or its square.
inline Similarity euclidean_similarity(const RelationalOptions& options) {
  return options.squared ? Similarity::kSquaredEuclidean : Similarity::kEuclidean;
}

template <class S>
concept Relational = std::constructible_from<S, RelationalOptions> &&
    requires(const S s, TripleEnd end, const float* row, float* out) {
  { S::name } -> std::convertible_to<std::string_view>;
  // The score is linear in the relation's row, so that relations can be asked for by a product, too.
  { S::linear } -> std::convertible_to<bool>;
  // Rows are complex: number k and number k + half of them belong together.
  { S::is_complex } -> std::convertible_to<bool>;
  { S::angles } -> std::convertible_to<bool>;  // a relation's numbers are angles: they have no size to be penalised
  { s.dims() } -> std::same_as<ScorerDims>;
  { s.similarity() } -> std::same_as<Similarity>;
  { s.first(end) } -> std::same_as<std::size_t>;           // where an entity's candidate begins in its row
  { s.query(end, row, row, out) } -> std::same_as<float>;  // of (end, entity, relation); returns the offset
  s.backward(end, row, row, QueryGradient{}, out, out);    // of (end, entity, relation), to both gradients
};

}  // namespace kinfold
