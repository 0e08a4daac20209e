// Penalties on one embedding row. gradient() is the derivative of value() by the entry.
#pragma once
#include <cmath>
#include <concepts>
#include <string_view>

#include "core/choices.h"

namespace kinfold {

template <class P>
concept Penalty = requires(const P penalty, float strength, float x) {
  { P::name } -> std::convertible_to<std::string_view>;
  { penalty.value(strength, x) } -> std::same_as<float>;
  { penalty.gradient(strength, x) } -> std::same_as<float>;
};

// strength / 2 * x^2, summed over the entries of a row
struct Ridge {
  static constexpr std::string_view name = "ridge";
  float value(float strength, float x) const { return strength / 2 * x * x; }
  float gradient(float strength, float x) const { return strength * x; }
};

// strength |x|, summed over the entries of a row: many become exactly zero
struct Lasso {
  static constexpr std::string_view name = "lasso";
  float value(float strength, float x) const { return strength * std::fabs(x); }
  float gradient(float strength, float x) const { return std::copysign(strength, x); }
};

// strength / 2 * x^2 among rows without negative entries
struct NonNegative {
  static constexpr std::string_view name = "non-negative";
  float value(float strength, float x) const { return strength / 2 * x * x; }
  float gradient(float strength, float x) const { return strength * x; }
};

using Penalties = Choices<Ridge, Lasso, NonNegative>;

// Penalty per example of a row that `count` of the examples show, where the average row is shown `average` times:
//   strength * (count / average)^(power - 1)
// so that the whole penalty of a row grows with count^power: 1 weighs each example alike, 0 each row alike.
float row_strength(double strength, double power, double count, double average);

}  // namespace kinfold
