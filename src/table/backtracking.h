// Steps of a side towards the minimum of its bounds: how far they go, and what happens where that was too far.
#pragma once
#include <algorithm>
#include <cstddef>

namespace kinfold {

// x = old + factor (x - old). A quadratic falls on all of a step as long as twice the way to its minimum; bounds that
// are wider than what they bound are gone down faster so (de Leeuw, Heiser 1980).
inline void over_relax(float factor, const float* old, float* x, std::size_t count) {
  for (std::size_t c = 0; c < count; ++c) x[c] = old[c] + factor * (x[c] - old[c]);
}

// A step is halved while it raises the objective; where no part of it helps, none is taken. For a step that leads
// downhill, on a convex objective, some part does. `x` are `count` numbers after the step, `old` those before it;
// value() is the objective at x, and `before` what it was at old. Returns the objective where x comes to be.
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
