// Regularizers on one embedding row. gradient() is the derivative of value() by the entry.
#pragma once
#include <cmath>
#include <concepts>
#include <string_view>

#include "core/type_list.h"

namespace kinfold {

template <class P>
concept Regularizer = requires(const P regularizer, float reg, float x) {
  { P::name } -> std::convertible_to<std::string_view>;
  { regularizer.value(reg, x) } -> std::same_as<float>;
  { regularizer.gradient(reg, x) } -> std::same_as<float>;
};

// regularization / 2 * x^2, summed over the entries of a row
struct L2 {
  static constexpr std::string_view name = "l2";
  float value(float reg, float x) const { return reg / 2 * x * x; }
  float gradient(float reg, float x) const { return reg * x; }
};

// regularization |x|, summed over the entries of a row: many become exactly zero
struct L1 {
  static constexpr std::string_view name = "l1";
  float value(float reg, float x) const { return reg * std::fabs(x); }
  float gradient(float reg, float x) const { return std::copysign(reg, x); }
};

// regularization / 2 * x^2 among rows without negative entries
struct NonNegative {
  static constexpr std::string_view name = "nonnegative";
  float value(float reg, float x) const { return reg / 2 * x * x; }
  float gradient(float reg, float x) const { return reg * x; }
};

using Regularizers = TypeList<L2, L1, NonNegative>;

// Penalty per example of a row that `count` of the examples show, where the average row is shown `average` times:
//   regularization * (count / average)^(power - 1)
// so that the whole regularizer of a row grows with count^power: 1 weighs each example alike, 0 each row alike.
float row_reg(double reg, double exponent, double count, double average);

}  // namespace kinfold
