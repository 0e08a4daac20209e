// Step length control for majorization-minimization: over-relaxation and backtracking.
#pragma once
#include <algorithm>
#include <cstddef>

namespace kinfold {

// Over-relaxation: x = old + factor (x - old), 1 <= factor < 2. A quadratic decreases over the whole step up to twice
// the distance to its minimum. Where a majorizing quadratic is wider than the loss, longer steps converge faster
// (de Leeuw, Heiser 1980). Both arrays have `count` entries.
inline void over_relax(float factor, const float* old, float* x, std::size_t count) {
  for (std::size_t c = 0; c < count; ++c) x[c] = old[c] + factor * (x[c] - old[c]);
}

// Backtracking: halves a step while it increases the objective, at most 14 times. If no fraction of the step helps, x
// is reset to `old`. `x` holds `count` numbers after the step and `old` those before it. value() is the objective at x,
// `before` the objective at `old`, `after` the objective at the given x. Returns the objective at the final x.
double backtrack(double before, const float* old, float* x, std::size_t count, double after, auto value) {
  constexpr int kHalvings = 14;
  for (int halving = 0; !(after <= before); ++halving) {
    if (halving == kHalvings) {
      std::copy_n(old, count, x);
      return before;
    }
    for (std::size_t c = 0; c < count; ++c) x[c] = (x[c] + old[c]) / 2;
    after = value();
  }
  return after;
}

}  // namespace kinfold
