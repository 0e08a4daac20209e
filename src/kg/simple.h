// SimplE: score = (sum_k h_k r_k t'_k + sum_k t_k r'_k h'_k) / 2, where r' represents the inverse relation (Kazemi,
// Poole 2018). An entity row contains h and then h'; a relation row contains r and then r'.
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
  std::size_t candidate_begin(TripleEnd) const { return 0; }

  // The columns of the relation row where r and r' begin. They are exchanged for head queries.
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
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* grad_e,
                float* grad_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      const float a = 0.5f * gradient.query[k], b = 0.5f * gradient.query[rank + k];
      grad_e[rank + k] += a * r[inverse_begin(end) + k];
      grad_r[inverse_begin(end) + k] += a * e[rank + k];
      grad_e[k] += b * r[forward_begin(end) + k];
      grad_r[forward_begin(end) + k] += b * e[k];
    }
  }
};

}  // namespace kinfold
