// Alternating steps go on beyond where they lead, as long as that pays: what one epoch changed is, in part, changed
// once more before the next (after Ang, Gillis 2019).
#pragma once
#include <algorithm>

#include "core/matrix.h"

namespace kinfold {

class Momentum {
 public:
  // x <- x + share (x - x an epoch before). Entries that must keep their signs, and would not, go nine tenths of the
  // way to zero. What x was is kept for the next time.
  void extrapolate(Matrix& x, bool keep_signs) {
    const Matrix now = x;
    if (before_.rows() > 0)
      for (std::size_t n = 0; n < x.padded().size(); ++n) {
        const float at = now.padded()[n], next = at + factor_ * (at - before_.padded()[n]);
        x.padded()[n] = keep_signs && !(next * at > 0) ? at / 10 : next;
      }
    before_ = now;
  }
  // Whether the objective fell with the step after that.
  void adapt(bool improved) { factor_ = improved ? std::min(1.3f * factor_, 1.0f) : factor_ / 2; }

 private:
  Matrix before_;
  float factor_ = 0.5f;
};

}  // namespace kinfold
