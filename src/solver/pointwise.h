// Stochastic gradient descent on biased factors, one example at a time. For an example (u, i, t) with slope
// g = dloss/dscore at its score:
//
//   b_u -= rate * (g + bias_strength * b_u)          b_i likewise
//   p_u -= rate * (g * q_i + strength_u * p_u)       q_i -= rate * (g * p_u + strength_i * q_i)
//
// (Koren, Bell, Volinsky 2009, eq. 5), with the rate from the update rule. Both rows move from their old values. A row
// with a mean is drawn to that instead of to zero; other penalties than ridge take a proximal step after the
// gradient's.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "data/ratings.h"
#include "scorer/factors.h"
#include "update/update.h"

namespace kinfold {

// State of the update rule for one side; empty where the rule keeps none.
struct SideState {
  std::vector<RowState> rows, biases;
  std::vector<float> bias_moments;
  Table moments;
};

// What a large row costs: strength / 2 |x - mean|^2, strength |x|_1, or the former among non-negative rows.
enum class RowPenalty { kRidge, kLasso, kNonNegative };

// What one sweep needs; a view, cheap to copy.
struct Pointwise {
  struct Rows {
    float* factors;
    Head* heads;
    RowState *rows, *biases;
    float *moments, *bias_moments;
    const float *means, *bias_means;  // what rows are drawn to; null: zero
  };
  Rows left, right;
  std::size_t rank, stride;  // of both tables
  float offset;
  float rate, bias_strength;
  bool biased;
  RowPenalty penalty = RowPenalty::kRidge;
  const float* extra = nullptr;   // a part of each example's score that does not move here; null: none
  const Rating* first = nullptr;  // the example that extra[0] belongs to

  bool composed() const { return left.means || right.means || extra || penalty != RowPenalty::kRidge; }

  Pointwise(Side& left, SideState& left_state, Side& right, SideState& right_state, float offset);
};

SideState make_state(std::string_view update, const Side& side);

// Moves the rows that the bucket shows, example by example; returns the summed loss, each taken before its step.
using Sweep = double (*)(const Pointwise&, std::span<const Rating> bucket);

// The sweep of a loss and an update rule by name, for the best instruction set of this machine.
Sweep find_sweep(std::string_view loss, std::string_view update);

}  // namespace kinfold
