// Scorers for the links of a plain graph, which has no relations:
//
//   dot     score = b_a + b_b + a . b      one vector and one bias per node; the score is symmetric
//   roles   score = b_a + b'_b + a . b'    separate vectors and biases for the source and the target of a link
//
// A row contains a vector and then its bias; for roles, it contains those of the source and then those of the target.
// The last entry of a query vector is 1, which is multiplied by the bias of the candidate.
#pragma once
#include "kg/relational.h"

namespace kinfold {

template <bool kByRole>
struct BiasedDot {
  static constexpr std::string_view name = kByRole ? "roles" : "dot";
  static constexpr bool linear = false, is_complex = false, angles = false;
  std::size_t rank;

  explicit BiasedDot(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {(kByRole ? 2 : 1) * (rank + 1), 0, rank + 1}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t candidate_begin(TripleEnd end) const { return kByRole && end == TripleEnd::kTail ? rank + 1 : 0; }
  // The first column of the query entity's vector in its row.
  std::size_t query_begin(TripleEnd end) const { return kByRole && end == TripleEnd::kHead ? rank + 1 : 0; }

  // q = (a, 1) and the offset is b_a.
  float query(TripleEnd end, const float* e, const float*, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[query_begin(end) + k];
    q[rank] = 1;
    return e[query_begin(end) + rank];
  }
  void backward(TripleEnd end, const float*, const float*, QueryGradient gradient, float* grad_e, float*) const {
    for (std::size_t k = 0; k < rank; ++k) grad_e[query_begin(end) + k] += gradient.query[k];
    grad_e[query_begin(end) + rank] += gradient.offset;
  }
};
using Dot = BiasedDot<false>;
using DotByRole = BiasedDot<true>;

}  // namespace kinfold
