// SimplE: score = (sum_k h_k r_k t'_k + sum_k t_k r'_k h'_k) / 2, r' standing for the relation turned round
// (Kazemi, Poole 2018). An entity's row holds h, then h'; a relation's r, then r'.
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct SimplE {
  static constexpr std::string_view name = "simple";
  static constexpr bool linear = true, is_complex = false, angles = false;
  std::size_t rank;

  explicit SimplE(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {2 * rank, 2 * rank, 2 * rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(TripleEnd) const { return 0; }

  // Where r begins in the relation's row, seen from the asking end; r' begins at the other place.
  std::size_t forward_begin(TripleEnd end) const { return end == TripleEnd::kTail ? 0 : rank; }
  std::size_t inverse_begin(TripleEnd end) const { return rank - forward_begin(end); }

  // q = (h' r', h r) / 2 for tails, (t' r, t r') / 2 for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) {
      q[k] = 0.5f * e[rank + k] * r[inverse_begin(end) + k];
      q[rank + k] = 0.5f * e[k] * r[forward_begin(end) + k];
    }
    return 0;
  }
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* of_e, float* of_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      const float a = 0.5f * gradient.query[k], b = 0.5f * gradient.query[rank + k];
      of_e[rank + k] += a * r[inverse_begin(end) + k];
      of_r[inverse_begin(end) + k] += a * e[rank + k];
      of_e[k] += b * r[forward_begin(end) + k];
      of_r[forward_begin(end) + k] += b * e[k];
    }
  }
};

}  // namespace kinfold
