// DistMult: score = sum_k h_k r_k t_k (Yang, Yih, He, Gao, Deng 2015). The same for (h, r, t) and (t, r, h).
#pragma once
#include "scorer/relational.h"

namespace kinfold {

struct DistMult {
  static constexpr std::string_view name = "distmult";
  static constexpr bool linear = true, paired = false, angles = false;
  std::size_t rank;

  explicit DistMult(RelationalSetting setting) : rank(setting.rank) {}
  Widths widths() const { return {rank, rank, rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(End) const { return 0; }

  // q = e r
  float query(End, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[k] * r[k];
    return 0;
  }
  void backward(End, const float* e, const float* r, Slopes slope, float* of_e, float* of_r) const {
    for (std::size_t k = 0; k < rank; ++k) {
      of_e[k] += slope.query[k] * r[k];
      of_r[k] += slope.query[k] * e[k];
    }
  }
};

}  // namespace kinfold
