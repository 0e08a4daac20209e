// Update rules: how far a row moves against its gradient. Their state is a few numbers a row, and for Adam a moment
// row.
#pragma once
#include <cmath>
#include <concepts>
#include <string_view>

#include "core/choices.h"

namespace kinfold {

inline constexpr float kMomentum = 0.9f;

// What a rule remembers of one row (or of one bias): the sum or running mean of its gradient's mean squares, and the
// powers of the two decay factors by the number of steps so far.
struct RowState {
  float square = 0;
  float first_power = 1, second_power = 1;
};

// rate() is called once a step, with the mean square of the gradient's entries; it returns the factor by which the
// direction is taken: row -= factor * direction. The direction is the gradient, or with has_moment its running mean
//   m <- momentum * m + (1 - momentum) * gradient.
template <class U>
concept Update = requires(const U update, RowState& state, float mean_square) {
  { U::name } -> std::convertible_to<std::string_view>;
  { U::has_state } -> std::convertible_to<bool>;
  { U::has_moment } -> std::convertible_to<bool>;
  { update.rate(state, mean_square) } -> std::same_as<float>;
};

struct Sgd {
  static constexpr std::string_view name = "sgd";
  static constexpr bool has_state = false, has_moment = false;
  float base;
  float rate(RowState&, float) const { return base; }
};

// AdaGrad (Duchi et al. 2011) with one accumulator a row: rate / sqrt(1 + sum of mean squares)
struct Adagrad {
  static constexpr std::string_view name = "adagrad";
  static constexpr bool has_state = true, has_moment = false;
  float base;
  float rate(RowState& state, float mean_square) const {
    state.square += mean_square;
    return base / std::sqrt(1 + state.square);
  }
};

// Adam (Kingma, Ba 2015) with one second moment a row, and bias correction by the row's own number of steps.
struct Adam {
  static constexpr std::string_view name = "adam";
  static constexpr bool has_state = true, has_moment = true;
  static constexpr float kDecay = 0.999f;
  float base;
  float rate(RowState& state, float mean_square) const {
    state.square = kDecay * state.square + (1 - kDecay) * mean_square;
    state.first_power *= kMomentum;
    state.second_power *= kDecay;
    const float second = state.square / (1 - state.second_power);
    return base / (1 - state.first_power) / (std::sqrt(second) + 1e-8f);
  }
};

using Updates = Choices<Sgd, Adagrad, Adam>;

}  // namespace kinfold
