// Stochastic gradient descent for matrix factorization with biases, one example at a time. For an example (u, i, t)
// with score gradient g = dloss/dscore:
//
//   b_u -= lr * (g + bias_reg * b_u)          b_i likewise
//   p_u -= lr * (g * q_i + reg_u * p_u)       q_i -= lr * (g * p_u + reg_i * q_i)
//
// (Koren, Bell, Volinsky 2009, eq. 5). The optimizer gives the learning rate lr of each row. Both rows are updated from
// their old values. A row with a mean is regularized toward its mean instead of toward zero. Regularizers other than L2
// take a proximal step after the gradient step.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "data/ratings.h"
#include "factorization/factors.h"
#include "optimizer/rowwise.h"

namespace kinfold {

// Optimizer state of one side; empty if the optimizer has none.
struct SideState {
  std::vector<RowState> rows, biases;
  std::vector<float> bias_moments;
  Matrix moments;
};

// Regularizer of a row: reg/2 |x - mean|^2, reg |x|_1, or the former with the constraint x >= 0.
enum class RowRegularizer { kL2, kL1, kNonNegative };

// Parameters, optimizer state and options of one sweep. A view that is cheap to copy.
struct PointwiseSgd {
  struct Rows {
    float* factors;
    BiasAndReg* bias_and_reg;
    RowState *rows, *biases;
    float *moments, *bias_moments;
    const float *means, *bias_means;  // centers of the regularizer; null: zero
  };
  Rows left, right;
  std::size_t rank, stride;  // of both factor matrices
  float offset;
  float lr, bias_reg;
  bool biased;
  RowRegularizer regularizer = RowRegularizer::kL2;
  const float* example_offset = nullptr;  // fixed term of each example's score; null: none
  const Rating* first = nullptr;          // the example of example_offset[0]

  bool is_general() const { return left.means || right.means || example_offset || regularizer != RowRegularizer::kL2; }

  PointwiseSgd(FactorSide& left_side, SideState& left_state, FactorSide& right_side, SideState& right_state,
               float global_offset);
};

SideState make_side_state(std::string_view optimizer, const FactorSide& side);

// Takes one step per example of the bucket, in order. Returns the summed loss, measured before each step.
using PointwiseSweep = double (*)(const PointwiseSgd&, std::span<const Rating> bucket);

// The sweep for a loss and an optimizer, compiled for the best instruction set of this machine. Throws a UsageError for
// an unknown name.
PointwiseSweep find_pointwise_sweep(std::string_view loss, std::string_view optimizer);

}  // namespace kinfold
