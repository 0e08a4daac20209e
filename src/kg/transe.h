// TransE: score = margin - |h + r - t| with the L1 norm, the L2 norm or the square of the L2 norm (Bordes, Usunier,
// Garcia-Duran, Weston, Yakhnenko 2013).
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct TransE {
  static constexpr std::string_view name = "transe";
  static constexpr bool linear = false, is_complex = false, angles = false;
  std::size_t rank;
  Similarity distance;

  explicit TransE(RelationalOptions options)
      : rank(options.rank), distance(options.norm == 1 ? Similarity::kManhattan : euclidean_similarity(options)) {}
  ScorerDims dims() const { return {rank, rank, rank}; }
  Similarity similarity() const { return distance; }
  std::size_t candidate_begin(TripleEnd) const { return 0; }

  // q = h + r for tails, t - r for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[k] + sign * r[k];
    return 0;
  }
  void backward(TripleEnd end, const float*, const float*, QueryGradient gradient, float* grad_e, float* grad_r) const {
    const float sign = end == TripleEnd::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      grad_e[k] += gradient.query[k];
      grad_r[k] += sign * gradient.query[k];
    }
  }
};

}  // namespace kinfold
