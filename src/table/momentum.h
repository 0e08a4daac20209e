// Extrapolation with adaptive momentum for alternating minimization (after Ang, Gillis 2019).
#pragma once
#include <algorithm>

#include "core/matrix.h"

namespace kinfold {

class Momentum {
 public:
  // x <- x + factor (x - x of the previous epoch). With `keep_signs`, an entry that would change its sign is divided by
  // 10 instead. Stores the given x for the next call.
  void extrapolate(Matrix& x, bool keep_signs) {
    const Matrix now = x;
    if (before_.rows() > 0)
      for (std::size_t n = 0; n < x.padded().size(); ++n) {
        const float at = now.padded()[n], next = at + factor_ * (at - before_.padded()[n]);
        x.padded()[n] = keep_signs && !(next * at > 0) ? at / 10 : next;
      }
    before_ = now;
  }
  // Adapts the factor: `improved` says whether the objective decreased after the last extrapolation.
  void adapt(bool improved) { factor_ = improved ? std::min(1.3f * factor_, 1.0f) : factor_ / 2; }

 private:
  Matrix before_;
  float factor_ = 0.5f;
};

}  // namespace kinfold
