// Losses that compare one score with one target.
//
//   gradient()  derivative of value() with respect to the score
//   mean()      the prediction for a score (the inverse link function)
//   offset()    the constant score that fits a mean target (the link function)
//   weight()    if present: curvature of a quadratic that majorizes the loss and touches it at the score
//               (see table/column_loss.h)
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <string_view>

#include "core/type_list.h"

namespace kinfold {

template <class L>
concept PointLoss = requires(const L loss, float score, float target) {
  { L::name } -> std::convertible_to<std::string_view>;
  { L::in_units_of_the_target } -> std::convertible_to<bool>;  // scores scale with the targets
  { L::curvature } -> std::convertible_to<float>;              // bound of the second derivative; nominal for absolute
  { loss.value(score, target) } -> std::same_as<float>;
  { loss.gradient(score, target) } -> std::same_as<float>;
  { loss.mean(score) } -> std::same_as<float>;
  { loss.offset(target) } -> std::same_as<float>;
};

// (s - t)^2 / 2
struct Squared {
  static constexpr std::string_view name = "squared";
  static constexpr bool in_units_of_the_target = true;
  static constexpr float curvature = 1;
  float value(float score, float target) const { return (score - target) * (score - target) / 2; }
  float gradient(float score, float target) const { return score - target; }
  float weight(float, float) const { return 1; }
  float mean(float score) const { return score; }
  float offset(float target) const { return target; }
};

// (s - t)^2 / 2 if |s - t| < 1, else |s - t| - 1/2 (Huber 1964). Targets are in units of their standard deviation.
struct Huber {
  static constexpr std::string_view name = "huber";
  static constexpr bool in_units_of_the_target = true;
  static constexpr float curvature = 1;
  float value(float score, float target) const {
    const float error = std::fabs(score - target);
    return error < 1 ? error * error / 2 : error - 0.5f;
  }
  float gradient(float score, float target) const { return std::clamp(score - target, -1.0f, 1.0f); }
  float weight(float score, float target) const { return 1 / std::max(std::fabs(score - target), 1.0f); }
  float mean(float score) const { return score; }
  float offset(float target) const { return target; }
};

// |s - t|
struct Absolute {
  static constexpr std::string_view name = "absolute";
  static constexpr bool in_units_of_the_target = true;
  static constexpr float curvature = 1;
  float value(float score, float target) const { return std::fabs(score - target); }
  float gradient(float score, float target) const { return float(score > target) - float(score < target); }
  float mean(float score) const { return score; }
  float offset(float target) const { return target; }
};

// log(1 + e^s) - t s, the cross-entropy of sigmoid(s) for a target t in [0, 1]
struct Logistic {
  static constexpr std::string_view name = "logistic";
  static constexpr bool in_units_of_the_target = false;
  static constexpr float curvature = 0.25f;
  float value(float score, float target) const {
    return std::max(score, 0.0f) - score * target + std::log1p(std::exp(-std::fabs(score)));
  }
  float gradient(float score, float target) const { return mean(score) - target; }
  // tanh(s / 2) / (2 s), 1/4 at zero (Jaakkola, Jordan 2000)
  float weight(float score, float) const {
    return std::fabs(score) < 0.01f ? 0.25f : std::tanh(score / 2) / (2 * score);
  }
  float mean(float score) const { return 1 / (1 + std::exp(-score)); }
  float offset(float target) const {
    const float clamped = std::clamp(target, 1e-4f, 1 - 1e-4f);
    return std::log(clamped / (1 - clamped));
  }
};

using PointLosses = TypeList<Squared, Huber, Absolute, Logistic>;

}  // namespace kinfold
