// Point losses compare one score with one target. gradient() is the derivative of value() by the score; mean() turns a
// score into what predict prints; offset() is the constant score that fits a mean target. Where there is a weight(),
// the quadratic of that curvature which touches the loss at a score lies nowhere below it (see table/column_loss.h).
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
  { L::in_units_of_the_target } -> std::convertible_to<bool>;  // scores may be rescaled with the targets
  { L::curvature } -> std::convertible_to<float>;  // gradient() falls by no more than this for each unit of score
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

// (s - t)^2 / 2 within one unit of the target, |s - t| - 1/2 beyond (Huber 1964); the unit is the targets' deviation.
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
