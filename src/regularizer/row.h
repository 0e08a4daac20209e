// Regularizers of an embedding row, as a sum over its entries. gradient() is the derivative of value() with respect to
// the entry.
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

// reg / 2 * x^2
struct L2 {
  static constexpr std::string_view name = "l2";
  float value(float reg, float x) const { return reg / 2 * x * x; }
  float gradient(float reg, float x) const { return reg * x; }
};

// reg * |x|; many entries become exactly zero
struct L1 {
  static constexpr std::string_view name = "l1";
  float value(float reg, float x) const { return reg * std::fabs(x); }
  float gradient(float reg, float x) const { return std::copysign(reg, x); }
};

// reg / 2 * x^2, with all entries constrained to be non-negative
struct NonNegative {
  static constexpr std::string_view name = "nonnegative";
  float value(float reg, float x) const { return reg / 2 * x * x; }
  float gradient(float reg, float x) const { return reg * x; }
};

using Regularizers = TypeList<L2, L1, NonNegative>;

// Regularization per example of a row that has `count` examples, if rows have `average` examples on average:
//   reg * (count / average)^(exponent - 1)
// The total regularization of a row is then proportional to count^exponent. Exponent 1 regularizes per example,
// exponent 0 per row (frequency scaling: Rendle et al. 2022).
float row_reg(double reg, double exponent, double count, double average);

}  // namespace kinfold
