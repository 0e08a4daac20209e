// Canonical decomposition: score = sum_k h_k r_k t'_k (Hitchcock 1927; Lacroix, Usunier, Obozinski 2018). An entity has
// separate vectors as a head and as a tail. Its row contains h and then t'.
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct Cp {
  static constexpr std::string_view name = "cp";
  static constexpr bool linear = true, is_complex = false, angles = false;
  std::size_t rank;

  explicit Cp(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {2 * rank, rank, rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t candidate_begin(TripleEnd end) const { return end == TripleEnd::kTail ? rank : 0; }
  // The first column of the query entity's vector in its row.
  std::size_t query_begin(TripleEnd end) const { return end == TripleEnd::kTail ? 0 : rank; }

  // q = h r for tails, t' r for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[query_begin(end) + k] * r[k];
    return 0;
  }
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* grad_e,
                float* grad_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      grad_e[query_begin(end) + k] += gradient.query[k] * r[k];
      grad_r[k] += gradient.query[k] * e[query_begin(end) + k];
    }
  }
};

}  // namespace kinfold
