// ComplEx: score = Re(sum_k h_k r_k conj(t_k)) with complex embeddings (Trouillon, Welbl, Riedel, Gaussier, Bouchard
// 2016). A row contains the real parts and then the imaginary parts.
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct ComplEx {
  static constexpr std::string_view name = "complex";
  static constexpr bool linear = true, is_complex = true, angles = false;
  std::size_t rank;  // number of complex entries

  explicit ComplEx(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {2 * rank, 2 * rank, 2 * rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t candidate_begin(TripleEnd) const { return 0; }

  // q = h r for tails, t conj(r) for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      const float re = e[k], im = e[rank + k], x = r[k], y = sign * r[rank + k];
      q[k] = re * x - im * y;
      q[rank + k] = re * y + im * x;
    }
    return 0;
  }
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* grad_e,
                float* grad_r) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      const float re = e[k], im = e[rank + k], x = r[k], y = sign * r[rank + k];
      const float a = gradient.query[k], b = gradient.query[rank + k];
      grad_e[k] += a * x + b * y;
      grad_e[rank + k] += b * x - a * y;
      grad_r[k] += a * re + b * im;
      grad_r[rank + k] += sign * (b * re - a * im);
    }
  }
};

}  // namespace kinfold
