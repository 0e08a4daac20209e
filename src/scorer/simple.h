// SimplE: score = (sum_k h_k r_k t'_k + sum_k t_k r'_k h'_k) / 2, r' standing for the relation turned round
// (Kazemi, Poole 2018). An entity's row holds h, then h'; a relation's r, then r'.
#pragma once
#include "scorer/relational.h"

namespace kinfold {

struct SimplE {
  static constexpr std::string_view name = "simple";
  static constexpr bool linear = true, paired = false, angles = false;
  std::size_t rank;

  explicit SimplE(RelationalSetting setting) : rank(setting.rank) {}
  Widths widths() const { return {2 * rank, 2 * rank, 2 * rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(End) const { return 0; }

  // Where r begins in the relation's row, seen from the asking end; r' begins at the other place.
  std::size_t forth(End end) const { return end == End::kTail ? 0 : rank; }
  std::size_t back(End end) const { return rank - forth(end); }

  // q = (h' r', h r) / 2 for tails, (t' r, t r') / 2 for heads
  float query(End end, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) {
      q[k] = 0.5f * e[rank + k] * r[back(end) + k];
      q[rank + k] = 0.5f * e[k] * r[forth(end) + k];
    }
    return 0;
  }
  void backward(End end, const float* e, const float* r, Slopes slope, float* of_e, float* of_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      const float a = 0.5f * slope.query[k], b = 0.5f * slope.query[rank + k];
      of_e[rank + k] += a * r[back(end) + k];
      of_r[back(end) + k] += a * e[rank + k];
      of_e[k] += b * r[forth(end) + k];
      of_r[forth(end) + k] += b * e[k];
    }
  }
};

}  // namespace kinfold
