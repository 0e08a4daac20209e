// RotatE: score = margin - |h e^(i r) - t| with complex h and t and angles r (Sun, Deng, Nie, Tang 2019). The distance
// is the sum of the moduli (norm 1, as in the paper), the Euclidean distance (norm 2) or its square.
#pragma once
#include <cmath>

#include "kg/relational.h"

namespace kinfold {

struct RotatE {
  static constexpr std::string_view name = "rotate";
  static constexpr bool linear = false, is_complex = true, angles = true;
  std::size_t rank;  // number of complex entries
  Similarity distance;

  explicit RotatE(RelationalOptions options)
      : rank(options.rank), distance(options.norm == 1 ? Similarity::kComplexModulus : euclidean_similarity(options)) {}
  ScorerDims dims() const { return {2 * rank, rank, 2 * rank}; }
  Similarity similarity() const { return distance; }
  std::size_t candidate_begin(TripleEnd) const { return 0; }

  // q = h e^(i r) for tails, t e^(-i r) for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      const float x = std::cos(r[k]), y = sign * std::sin(r[k]);
      q[k] = e[k] * x - e[rank + k] * y;
      q[rank + k] = e[k] * y + e[rank + k] * x;
    }
    return 0;
  }
  // dq/dr = +-i q
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* grad_e,
                float* grad_r) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      const float x = std::cos(r[k]), y = sign * std::sin(r[k]);
      const float a = gradient.query[k], b = gradient.query[rank + k];
      grad_e[k] += a * x + b * y;
      grad_e[rank + k] += b * x - a * y;
      grad_r[k] += sign * (b * (e[k] * x - e[rank + k] * y) - a * (e[k] * y + e[rank + k] * x));
    }
  }
};

}  // namespace kinfold
