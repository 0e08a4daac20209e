// Stochastic gradient descent on biased factors, one example at a time. For an example (u, i, t) with gradient
// g = dloss/dscore at its score:
//
//   b_u -= rate * (g + bias_reg * b_u)          b_i likewise
//   p_u -= rate * (g * q_i + reg_u * p_u)       q_i -= rate * (g * p_u + reg_i * q_i)
//
// (Koren, Bell, Volinsky 2009, eq. 5), with the rate from the update rule. Both rows move from their old values. A row
// with a mean is drawn to that instead of to zero; other regularizers than L2 take a proximal step after the
// gradient's.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "data/ratings.h"
#include "factorization/factors.h"
#include "optimizer/rowwise.h"

namespace kinfold {

// State of the update rule for one side; empty where the rule keeps none.
struct SideState {
  std::vector<RowState> rows, biases;
  std::vector<float> bias_moments;
  Matrix moments;
};

// What a large row costs: regularization / 2 |x - mean|^2, regularization |x|_1, or the former among non-negative rows.
enum class RowRegularizer { kL2, kL1, kNonNegative };

// What one sweep needs; a view, cheap to copy.
struct PointwiseSgd {
  struct Rows {
    float* factors;
    BiasAndReg* bias_and_reg;
    RowState *rows, *biases;
    float *moments, *bias_moments;
    const float *means, *bias_means;  // what rows are drawn to; null: zero
  };
  Rows left, right;
  std::size_t rank, stride;  // of both tables
  float offset;
  float lr, bias_reg;
  bool biased;
  RowRegularizer regularizer = RowRegularizer::kL2;
  const float* example_offset = nullptr;  // a part of each example's score that does not move here; null: none
  const Rating* first = nullptr;          // the example that extra[0] belongs to

  bool is_general() const { return left.means || right.means || example_offset || regularizer != RowRegularizer::kL2; }

  PointwiseSgd(FactorSide& left, SideState& left_state, FactorSide& right, SideState& right_state, float offset);
};

SideState make_side_state(std::string_view optimizer, const FactorSide& side);

// Moves the rows that the bucket shows, example by example; returns the summed loss, each taken before its step.
using PointwiseSweep = double (*)(const PointwiseSgd&, std::span<const Rating> bucket);

// The sweep of a loss and an update rule by name, for the best instruction set of this machine.
PointwiseSweep find_pointwise_sweep(std::string_view loss, std::string_view optimizer);

}  // namespace kinfold
