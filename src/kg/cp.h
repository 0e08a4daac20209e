// Canonical decomposition: score = sum_k h_k r_k t'_k, an entity having one vector as a head and another as a tail
// (Hitchcock 1927; Lacroix, Usunier, Obozinski 2018). Rows hold h, then t'.
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
  std::size_t first(TripleEnd end) const { return end == TripleEnd::kTail ? rank : 0; }
  std::size_t query_begin(TripleEnd end) const {
    return end == TripleEnd::kTail ? 0 : rank;
  }  // where the asking entity's vector begins

  // q = h r for tails, t' r for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[query_begin(end) + k] * r[k];
    return 0;
  }
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* of_e, float* of_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      of_e[query_begin(end) + k] += gradient.query[k] * r[k];
      of_r[k] += gradient.query[k] * e[query_begin(end) + k];
    }
  }
};

}  // namespace kinfold
