// Links of a plain graph, which has no relations:
//
//   dot     score = b_a + b_b + a . b               one vector and one bias a node, whatever the direction
//   roles   score = b_a + b'_b + a . b'             another vector and bias as a link's end than as its beginning
//
// A row holds a vector and its bias, of roles twice: a query's last number is 1, and meets the candidate's bias.
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
  std::size_t first(TripleEnd end) const { return kByRole && end == TripleEnd::kTail ? rank + 1 : 0; }
  std::size_t query_begin(TripleEnd end) const {
    return kByRole && end == TripleEnd::kHead ? rank + 1 : 0;
  }  // the asking node's part

  // q = (a, 1), with the offset b_a
  float query(TripleEnd end, const float* e, const float*, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[query_begin(end) + k];
    q[rank] = 1;
    return e[query_begin(end) + rank];
  }
  void backward(TripleEnd end, const float*, const float*, QueryGradient gradient, float* of_e, float*) const {
    for (std::size_t k = 0; k < rank; ++k) of_e[query_begin(end) + k] += gradient.query[k];
    of_e[query_begin(end) + rank] += gradient.offset;
  }
};
using Dot = BiasedDot<false>;
using DotByRole = BiasedDot<true>;

}  // namespace kinfold
