// ComplEx: score = Re(sum_k h_k r_k conj(t_k)) over complex numbers (Trouillon, Welbl, Riedel, Gaussier, Bouchard
// 2016). Rows hold the real parts, then the imaginary ones.
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct ComplEx {
  static constexpr std::string_view name = "complex";
  static constexpr bool linear = true, is_complex = true, angles = false;
  std::size_t rank;  // complex numbers

  explicit ComplEx(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {2 * rank, 2 * rank, 2 * rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(TripleEnd) const { return 0; }

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
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* of_e, float* of_r) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      const float re = e[k], im = e[rank + k], x = r[k], y = sign * r[rank + k];
      const float a = gradient.query[k], b = gradient.query[rank + k];
      of_e[k] += a * x + b * y;
      of_e[rank + k] += b * x - a * y;
      of_r[k] += a * re + b * im;
      of_r[rank + k] += sign * (b * re - a * im);
    }
  }
};

}  // namespace kinfold
