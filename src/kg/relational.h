// A relational scorer combines an entity and a relation into a query vector, and compares it with the vectors of the
// candidates for the other end of a fact:
//
//   score(h, r, t) = margin + offset(h, r) + similarity(query(tail; h, r), candidate(tail; t))
//                  = margin + offset(t, r) + similarity(query(head; t, r), candidate(head; h))
//
// The candidate vector is a range of columns of the entity's row. backward() applies the chain rule through query(): it
// adds to the gradients of the entity row and the relation row, given the gradients of the query vector and the offset.
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
  int norm = 2;          // norm of distances: 1 or 2
  bool squared = false;  // use the squared distance; only with norm 2
};

// The lengths of an entity row, of a relation row and of a query vector.
struct ScorerDims {
  std::size_t entity, relation, query;
};

struct QueryGradient {
  const float* query;
  float offset;
};

// The Euclidean distance, or its square.
inline Similarity euclidean_similarity(const RelationalOptions& options) {
  return options.squared ? Similarity::kSquaredEuclidean : Similarity::kEuclidean;
}

template <class S>
concept Relational = std::constructible_from<S, RelationalOptions> &&
    requires(const S s, TripleEnd end, const float* row, float* out) {
  { S::name } -> std::convertible_to<std::string_view>;
  // Whether the score is linear in the relation row, as relation prediction requires.
  { S::linear } -> std::convertible_to<bool>;
  // Whether rows are complex: the first half of a row contains the real parts, the second half the imaginary parts.
  { S::is_complex } -> std::convertible_to<bool>;
  { S::angles } -> std::convertible_to<bool>;  // whether relation rows contain angles, which are not regularized
  { s.dims() } -> std::same_as<ScorerDims>;
  { s.similarity() } -> std::same_as<Similarity>;
  { s.candidate_begin(end) } -> std::same_as<std::size_t>;  // first column of the candidate vector
  { s.query(end, row, row, out) } -> std::same_as<float>;   // (end, entity, relation); returns the offset
  s.backward(end, row, row, QueryGradient{}, out, out);     // adds to both gradients
};

}  // namespace kinfold
