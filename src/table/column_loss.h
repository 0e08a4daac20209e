// Loss functions of generalized low-rank models (Udell, Horn, Zadeh, Boyd 2016, sections 4 and 6): the loss of a cell
// of one column, given its score or scores. At every score s0, each loss has a quadratic upper bound that touches it:
//
//   value(s) <= value(s0) + gradient(s0) (s - s0) + weight(s0) / 2 (s - s0)^2
//
// Numeric targets should be in units of their column's standard deviation, because the losses are smoothed on that
// scale. `gradient` is the derivative by the score; `weight` is the curvature of the bound.
#pragma once
#include <numeric>
#include <span>
#include <variant>
#include <vector>

#include "loss/point.h"

namespace kinfold {

// A loss with one score per cell. mean() is the predicted value at a score. offset(m) is the starting point of the
// search for the best constant score of targets with mean m; for most losses it is that score.
template <class L>
concept ScoreLoss = requires(const L loss, float score, float target) {
  { L::name } -> std::convertible_to<std::string_view>;
  { loss.value(score, target) } -> std::same_as<float>;
  { loss.gradient(score, target) } -> std::same_as<float>;
  { loss.weight(score, target) } -> std::same_as<float>;
  { loss.mean(score) } -> std::same_as<float>;
  { loss.offset(target) } -> std::same_as<float>;
};

// A loss with one score per level of a category; the target is the index of a level. bound() fills the gradients and
// weights of the quadratic bound, which is a sum over scores. offset(p) is the score of a level that a fraction p of
// the cells has.
template <class L>
concept LevelsLoss = requires(const L loss, std::span<const float> scores, float target, std::span<float> gradients,
                              float fraction) {
  { L::name } -> std::convertible_to<std::string_view>;
  { loss.value(scores, target) } -> std::same_as<float>;
  loss.bound(scores, target, gradients, gradients);
  { loss.offset(fraction) } -> std::same_as<float>;
};

// Smoothed absolute value: |r|, but (r^2 / c + c) / 2 where |r| < c = kCorner. 1 / max(|r|, c) is the curvature of its
// quadratic bound (Hunter, Lange 2000).
struct SmoothAbs {
  static constexpr float kCorner = 0.05f;
  static float value(float r) {
    const float size = std::fabs(r);
    return size < kCorner ? (r * r / kCorner + kCorner) / 2 : size;
  }
  static float gradient(float r) { return std::clamp(r / kCorner, -1.0f, 1.0f); }
  static float weight(float r) { return 1 / std::max(std::fabs(r), kCorner); }
};

// Absolute error |s - t|, smoothed at zero.
struct SmoothAbsolute {
  static constexpr std::string_view name = "absolute";
  float value(float score, float target) const { return SmoothAbs::value(score - target); }
  float gradient(float score, float target) const { return SmoothAbs::gradient(score - target); }
  float weight(float score, float target) const { return SmoothAbs::weight(score - target); }
  float mean(float score) const { return score; }
  float offset(float target) const { return target; }
};

// Quantile loss (Koenker, Bassett 1978): q (t - s) for targets above the score, (1 - q) (s - t) for targets below it.
// This is (|r| + (2 q - 1) r) / 2 with r = t - s.
struct Quantile {
  static constexpr std::string_view name = "quantile";
  float q = 0.5f;
  float value(float score, float target) const {
    return (SmoothAbs::value(target - score) + (2 * q - 1) * (target - score)) / 2;
  }
  float gradient(float score, float target) const { return (SmoothAbs::gradient(score - target) - (2 * q - 1)) / 2; }
  float weight(float score, float target) const { return SmoothAbs::weight(score - target) / 2; }
  float mean(float score) const { return score; }
  float offset(float target) const { return target; }
};

// Hinge loss max(0, 1 - y s) with y = -1 or 1 for a target 0 or 1. This is (|z| + z) / 2 with z = 1 - y s (Groenen,
// Nalbantov, Bioch 2008).
struct CellHinge {
  static constexpr std::string_view name = "hinge";
  float value(float score, float target) const {
    const float z = violation(score, target);
    return (SmoothAbs::value(z) + z) / 2;
  }
  float gradient(float score, float target) const {
    return -sign(target) * (SmoothAbs::gradient(violation(score, target)) + 1) / 2;
  }
  float weight(float score, float target) const { return SmoothAbs::weight(violation(score, target)) / 2; }
  float mean(float score) const { return float(score > 0); }
  float offset(float target) const { return sign(target); }

 private:
  static float sign(float target) { return target > 0.5f ? 1.0f : -1.0f; }
  static float violation(float score, float target) { return 1 - sign(target) * score; }
};

// Poisson loss with log link: e^s - t s + t log t - t, half the deviance of a count t with mean e^s. No quadratic
// bounds it for all s. This one holds where s <= max(s0, log t), so longer steps need backtracking.
struct Poisson {
  static constexpr std::string_view name = "poisson";
  float value(float score, float target) const {
    return std::exp(score) - target * score + (target > 0 ? target * std::log(target) - target : 0);
  }
  float gradient(float score, float target) const { return std::exp(score) - target; }
  float weight(float score, float target) const { return std::max(std::exp(score), target); }
  float mean(float score) const { return std::exp(score); }
  float offset(float target) const { return std::log(std::max(target, 1e-4f)); }
};

// Kullback-Leibler divergence s - t + t log(t / s): half the deviance of a count t with mean s (Lee, Seung 2001). Below
// kMinScore the loss continues as its second-order Taylor polynomial. The weight is the expected curvature (Fisher
// scoring). It gives an upper bound where s0 and s are at least t; other steps need backtracking.
struct KullbackLeibler {
  static constexpr std::string_view name = "kullback-leibler";
  static constexpr float kMinScore = 1e-3f;
  float value(float score, float target) const {
    const float s = std::max(score, kMinScore), below = score - s;
    const float value = s - target + (target > 0 ? target * std::log(target / s) : 0);
    return value + below * ((1 - target / s) + target / (s * s) * below / 2);
  }
  float gradient(float score, float target) const {
    const float s = std::max(score, kMinScore);
    return (1 - target / s) + target / (s * s) * (score - s);
  }
  float weight(float score, float target) const {
    return score < kMinScore ? std::max(1.0f, target / kMinScore) / kMinScore : 1 / score;
  }
  float mean(float score) const { return std::max(score, 0.0f); }
  float offset(float target) const { return target; }
};

// Ordinal loss of levels 0 ... K - 1 with K - 1 increasing thresholds: sum_k logistic(s - threshold_k, level > k), so
// that P(level > k) = sigmoid(s - threshold_k) (proportional odds: McCullagh 1980; all-threshold loss: Rennie, Srebro
// 2005). mean() is the expected level.
struct Ordinal {
  static constexpr std::string_view name = "ordinal";
  std::vector<float> thresholds;
  float value(float score, float target) const {
    return sum([&](float s, std::size_t k) { return Logistic{}.value(s, float(target > float(k))); }, score);
  }
  float gradient(float score, float target) const {
    return sum([&](float s, std::size_t k) { return Logistic{}.gradient(s, float(target > float(k))); }, score);
  }
  float weight(float score, float) const {
    return sum([](float s, std::size_t) { return Logistic{}.weight(s, 0); }, score);
  }
  float mean(float score) const {
    return sum([](float s, std::size_t) { return Logistic{}.mean(s); }, score);
  }
  float offset(float) const { return 0; }
  // The median level: the number of thresholds below the score.
  float level(float score) const {
    return float(std::ranges::count_if(thresholds, [=](float t) { return score > t; }));
  }

 private:
  float sum(auto term, float score) const {
    float total = 0;
    for (std::size_t k = 0; k < thresholds.size(); ++k) total += term(score - thresholds[k], k);
    return total;
  }
};

// Softmax cross-entropy log sum_k e^{s_k} - s_t. Its curvature is at most 1/2 (Boehning 1992).
struct CellSoftmax {
  static constexpr std::string_view name = "softmax";
  float value(std::span<const float> scores, float target) const {
    return log_total(scores) - scores[std::size_t(target)];
  }
  void bound(std::span<const float> scores, float target, std::span<float> gradients, std::span<float> weights) const {
    const float total = log_total(scores);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      gradients[k] = std::exp(scores[k] - total) - float(k == std::size_t(target));
      weights[k] = 0.5f;
    }
  }
  float offset(float fraction) const { return std::log(std::max(fraction, 1e-4f)); }

 private:
  static float log_total(std::span<const float> scores) {
    const float highest = *std::ranges::max_element(scores);
    const auto add = [=](float sum, float s) { return sum + std::exp(s - highest); };
    return highest + std::log(std::accumulate(scores.begin(), scores.end(), 0.0f, add));
  }
};

// One-vs-all logistic loss: sum_k logistic(s_k, level = k).
struct OneVsAll {
  static constexpr std::string_view name = "one-vs-all";
  float value(std::span<const float> scores, float target) const {
    float total = 0;
    for (std::size_t k = 0; k < scores.size(); ++k) total += Logistic{}.value(scores[k], is(k, target));
    return total;
  }
  void bound(std::span<const float> scores, float target, std::span<float> gradients, std::span<float> weights) const {
    for (std::size_t k = 0; k < scores.size(); ++k) {
      gradients[k] = Logistic{}.gradient(scores[k], is(k, target));
      weights[k] = Logistic{}.weight(scores[k], 0);
    }
  }
  float offset(float fraction) const { return Logistic{}.offset(fraction); }

 private:
  static float is(std::size_t k, float target) { return float(k == std::size_t(target)); }
};

using ColumnLosses = TypeList<Squared, Huber, SmoothAbsolute, Quantile, Logistic, CellHinge, Poisson, KullbackLeibler,
                              Ordinal, CellSoftmax, OneVsAll>;

template <class List>
struct VariantOf;
template <class... Ts>
struct VariantOf<TypeList<Ts...>> {
  using Type = std::variant<Ts...>;
};
using ColumnLoss = VariantOf<ColumnLosses>::Type;

// The loss with the given name, with default parameters. Throws a UsageError that lists the known names if there is
// none.
inline ColumnLoss column_loss(std::string_view name) {
  ColumnLoss loss;
  dispatch(ColumnLosses{}, "loss", name, [&]<class L>() { loss = L{}; });
  return loss;
}

}  // namespace kinfold
