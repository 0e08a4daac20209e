// DistMult: score = sum_k h_k r_k t_k (Yang, Yih, He, Gao, Deng 2015). The score is symmetric:
// (h, r, t) and (t, r, h) score the same.
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct DistMult {
  static constexpr std::string_view name = "distmult";
  static constexpr bool linear = true, is_complex = false, angles = false;
  std::size_t rank;

  explicit DistMult(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {rank, rank, rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t candidate_begin(TripleEnd) const { return 0; }

  // q = e r
  float query(TripleEnd, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[k] * r[k];
    return 0;
  }
  void backward(TripleEnd, const float* e, const float* r, QueryGradient gradient, float* grad_e, float* grad_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      grad_e[k] += gradient.query[k] * r[k];
      grad_r[k] += gradient.query[k] * e[k];
    }
  }
};

}  // namespace kinfold
