// Activation functions. gradient() is the derivative of value(), computed from the result y = value(x).
#pragma once
#include <cmath>
#include <string_view>

#include "core/type_list.h"

namespace kinfold {

// max(0, x)
struct Relu {
  static constexpr std::string_view name = "relu";
  static float value(float x) { return x > 0 ? x : 0; }
  static float gradient(float y) { return y > 0 ? 1.0f : 0.0f; }
};

// 1 / (1 + e^-x), y' = y (1 - y)
struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static float value(float x) { return 1 / (1 + std::exp(-x)); }
  static float gradient(float y) { return y * (1 - y); }
};

// tanh x, y' = 1 - y^2
struct Tanh {
  static constexpr std::string_view name = "tanh";
  static float value(float x) { return std::tanh(x); }
  static float gradient(float y) { return 1 - y * y; }
};

struct Linear {
  static constexpr std::string_view name = "linear";
  static float value(float x) { return x; }
  static float gradient(float) { return 1; }
};

using Activations = TypeList<Relu, Sigmoid, Tanh, Linear>;

}  // namespace kinfold
