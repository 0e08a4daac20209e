// Losses that compare the score of a positive example with the scores of sampled negatives. gradients() returns the
// loss and writes its derivatives with respect to the scores.
//
// `corrections` holds -log(N q_j) for a negative j that is sampled with probability q_j from N items. Added to the
// score, it corrects for the sampling distribution (Bengio, Senecal 2008). It is 0 for uniform sampling.
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <span>
#include <string_view>

#include "core/type_list.h"

namespace kinfold {

struct GroupLossOptions {
  float temperature = 1, margin = 1;
  std::size_t items = 0;  // number of items that negatives are sampled from
};

// Input and output of a group loss: the scores of one positive and its negatives, and the gradients of the loss.
struct GroupScores {
  float positive;
  std::span<const float> negatives, corrections;
  float positive_gradient;
  std::span<float> negative_gradients;
};

template <class L>
concept GroupLoss = requires(const L loss, GroupScores& scores, const GroupLossOptions& options) {
  { L::name } -> std::convertible_to<std::string_view>;
  { loss.gradients(scores, options) } -> std::same_as<float>;
};

inline float log1p_exp(float x) { return std::max(x, 0.0f) + std::log1p(std::exp(-std::fabs(x))); }
inline float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

// -log [e^(s/T) / (e^(s/T) + sum_j e^(s_j/T + correction_j))], the cross-entropy of choosing the positive
struct Softmax {
  static constexpr std::string_view name = "softmax";
  float gradients(GroupScores& g, const GroupLossOptions& options) const {
    const float inverse = 1 / options.temperature, positive = g.positive * inverse;
    float top = positive;
    for (std::size_t j = 0; j < g.negatives.size(); ++j) {
      g.negative_gradients[j] = g.negatives[j] * inverse + g.corrections[j];
      top = std::max(top, g.negative_gradients[j]);
    }
    float sum = std::exp(positive - top);
    const float positive_exp = sum;
    for (float& s : g.negative_gradients) sum += s = std::exp(s - top);
    for (float& s : g.negative_gradients) s *= inverse / sum;
    g.positive_gradient = (positive_exp / sum - 1) * inverse;
    return std::log(sum) + top - positive;
  }
};

// mean over j of log(1 + e^(s_j - s)) (Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009)
struct Bpr {
  static constexpr std::string_view name = "bpr";
  float gradients(GroupScores& g, const GroupLossOptions&) const {
    const float weight = 1 / float(g.negatives.size());
    float loss = 0;
    g.positive_gradient = 0;
    for (std::size_t j = 0; j < g.negatives.size(); ++j) {
      const float difference = g.negatives[j] - g.positive;
      loss += weight * log1p_exp(difference);
      g.negative_gradients[j] = weight * sigmoid(difference);
      g.positive_gradient -= g.negative_gradients[j];
    }
    return loss;
  }
};

// log(1 + e^-s) + sum_j log(1 + e^(s_j))
struct NegativeSampling {
  static constexpr std::string_view name = "logistic";
  float gradients(GroupScores& g, const GroupLossOptions&) const {
    float loss = log1p_exp(-g.positive);
    g.positive_gradient = sigmoid(g.positive) - 1;
    for (std::size_t j = 0; j < g.negatives.size(); ++j) {
      loss += log1p_exp(g.negatives[j]);
      g.negative_gradients[j] = sigmoid(g.negatives[j]);
    }
    return loss;
  }
};

// WARP (Weston, Bengio, Usunier 2011): the loss of the first sampled negative j that violates the margin,
//   log(1 + r) max(0, margin - s + s_j) / log(1 + items),    r = items / (number of samples up to j)
struct Warp {
  static constexpr std::string_view name = "warp";
  float gradients(GroupScores& g, const GroupLossOptions& options) const {
    g.positive_gradient = 0;
    std::ranges::fill(g.negative_gradients, 0.0f);
    for (std::size_t j = 0; j < g.negatives.size(); ++j) {
      const float violation = options.margin - g.positive + g.negatives[j];
      if (violation <= 0) continue;
      const float rank = float(options.items) / float(j + 1);
      const float weight = std::log1p(rank) / std::log1p(float(options.items));
      g.positive_gradient = -weight;
      g.negative_gradients[j] = weight;
      return weight * violation;
    }
    return 0;
  }
};

// Losses of likes.
using GroupLosses = TypeList<Softmax, Bpr, NegativeSampling, Warp>;

// mean over j of max(0, margin - s + s_j) (Bordes et al. 2013)
struct MarginRanking {
  static constexpr std::string_view name = "margin-ranking";
  float gradients(GroupScores& g, const GroupLossOptions& options) const {
    const float weight = 1 / float(g.negatives.size());
    float loss = 0;
    g.positive_gradient = 0;
    for (std::size_t j = 0; j < g.negatives.size(); ++j) {
      const float violation = options.margin - g.positive + g.negatives[j];
      g.negative_gradients[j] = violation > 0 ? weight : 0;
      g.positive_gradient -= g.negative_gradients[j];
      loss += weight * std::max(violation, 0.0f);
    }
    return loss;
  }
};

// log(1 + e^-s) + sum_j p_j log(1 + e^(s_j)), p_j = e^(s_j/T) / sum e^(s/T): harder negatives have larger weights. The
// weights p_j are treated as constants in the gradient (Sun, Deng, Nie, Tang 2019, eq. 5 and 6).
struct SelfAdversarial {
  static constexpr std::string_view name = "self-adversarial";
  float gradients(GroupScores& g, const GroupLossOptions& options) const {
    float top = -std::numeric_limits<float>::infinity(), sum = 0;
    for (const float s : g.negatives) top = std::max(top, s / options.temperature);
    for (std::size_t j = 0; j < g.negatives.size(); ++j)
      sum += g.negative_gradients[j] = std::exp(g.negatives[j] / options.temperature - top);
    float loss = log1p_exp(-g.positive);
    g.positive_gradient = sigmoid(g.positive) - 1;
    for (std::size_t j = 0; j < g.negatives.size(); ++j) {
      const float weight = g.negative_gradients[j] / sum;
      loss += weight * log1p_exp(g.negatives[j]);
      g.negative_gradients[j] = weight * sigmoid(g.negatives[j]);
    }
    return loss;
  }
};

// Losses of links and triples.
using GraphLosses = TypeList<Softmax, NegativeSampling, MarginRanking, SelfAdversarial>;

}  // namespace kinfold
