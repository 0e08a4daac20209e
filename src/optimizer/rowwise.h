// Optimizers with state per row: a few numbers for each row and, for Adam, a first moment vector.
#pragma once
#include <cmath>
#include <concepts>
#include <string_view>

#include "core/type_list.h"

namespace kinfold {

inline constexpr float kBeta1 = 0.9f;

// Optimizer state of one row or one bias: the sum or running mean of the mean squared gradient, and beta1 and beta2 to
// the power of the number of steps so far.
struct RowState {
  float square = 0;
  float beta1_power = 1, beta2_power = 1;
};

// lr() is called once per step with the mean square of the gradient's entries. It updates the state and returns the
// step size: row -= lr * direction. The direction is the gradient or, with has_moment, its running mean
//   m <- beta1 * m + (1 - beta1) * gradient.
template <class U>
concept Optimizer = requires(const U optimizer, RowState& state, float mean_square) {
  { U::name } -> std::convertible_to<std::string_view>;
  { U::has_state } -> std::convertible_to<bool>;
  { U::has_moment } -> std::convertible_to<bool>;
  { optimizer.lr(state, mean_square) } -> std::same_as<float>;
};

struct Sgd {
  static constexpr std::string_view name = "sgd";
  static constexpr bool has_state = false, has_moment = false;
  float base_lr;
  float lr(RowState&, float) const { return base_lr; }
};

// AdaGrad (Duchi et al. 2011) with one accumulator per row: lr / sqrt(1 + sum of mean squares)
struct RowwiseAdagrad {
  static constexpr std::string_view name = "rowwise-adagrad";
  static constexpr bool has_state = true, has_moment = false;
  float base_lr;
  float lr(RowState& state, float mean_square) const {
    state.square += mean_square;
    return base_lr / std::sqrt(1 + state.square);
  }
};

// Adam (Kingma, Ba 2015) with one second moment per row, and bias correction by the number of steps of the row.
struct RowwiseAdam {
  static constexpr std::string_view name = "rowwise-adam";
  static constexpr bool has_state = true, has_moment = true;
  static constexpr float kBeta2 = 0.999f;
  float base_lr;
  float lr(RowState& state, float mean_square) const {
    state.square = kBeta2 * state.square + (1 - kBeta2) * mean_square;
    state.beta1_power *= kBeta1;
    state.beta2_power *= kBeta2;
    const float second = state.square / (1 - state.beta2_power);
    return base_lr / (1 - state.beta1_power) / (std::sqrt(second) + 1e-8f);
  }
};

using RowwiseOptimizers = TypeList<Sgd, RowwiseAdagrad, RowwiseAdam>;

}  // namespace kinfold
