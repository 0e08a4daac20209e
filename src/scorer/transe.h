// TransE: score = margin - |h + r - t|, by the norm 1 or 2 or the square of the latter (Bordes, Usunier, Garcia-Duran,
// Weston, Yakhnenko 2013).
#pragma once
#include "scorer/relational.h"

namespace kinfold {

struct TransE {
  static constexpr std::string_view name = "transe";
  static constexpr bool linear = false, paired = false, angles = false;
  std::size_t rank;
  Similarity distance;

  explicit TransE(RelationalSetting setting)
      : rank(setting.rank), distance(setting.norm == 1 ? Similarity::kCity : length_of(setting)) {}
  Widths widths() const { return {rank, rank, rank}; }
  Similarity similarity() const { return distance; }
  std::size_t first(End) const { return 0; }

  // q = h + r for tails, t - r for heads
  float query(End end, const float* e, const float* r, float* q) const {
    const float sign = end == End::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[k] + sign * r[k];
    return 0;
  }
  void backward(End end, const float*, const float*, Slopes slope, float* of_e, float* of_r) const {
    const float sign = end == End::kTail ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < rank; ++k) {
      of_e[k] += slope.query[k];
      of_r[k] += sign * slope.query[k];
    }
  }
};

}  // namespace kinfold
