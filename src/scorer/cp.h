// Canonical decomposition: score = sum_k h_k r_k t'_k, an entity having one vector as a head and another as a tail
// (Hitchcock 1927; Lacroix, Usunier, Obozinski 2018). Rows hold h, then t'.
#pragma once
#include "scorer/relational.h"

namespace kinfold {

struct Cp {
  static constexpr std::string_view name = "cp";
  static constexpr bool linear = true, paired = false, angles = false;
  std::size_t rank;

  explicit Cp(RelationalSetting setting) : rank(setting.rank) {}
  Widths widths() const { return {2 * rank, rank, rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(End end) const { return end == End::kTail ? rank : 0; }
  std::size_t own(End end) const { return end == End::kTail ? 0 : rank; }  // where the asking entity's vector begins

  // q = h r for tails, t' r for heads
  float query(End end, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[own(end) + k] * r[k];
    return 0;
  }
  void backward(End end, const float* e, const float* r, Slopes slope, float* of_e, float* of_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      of_e[own(end) + k] += slope.query[k] * r[k];
      of_r[k] += slope.query[k] * e[own(end) + k];
    }
  }
};

}  // namespace kinfold
