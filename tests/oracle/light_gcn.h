// LightGCN from its formulas in double precision: powers of the whole matrix, losses written out, and slopes by finite
// differences.
#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "data/ratings.h"
#include "oracle/adjacency.h"

namespace kinfold::oracle {

inline Cells light_mix(const std::vector<Rating>& likes, std::size_t nodes) {
  std::vector<Triple> links;
  for (const Rating& like : likes) links.push_back({like.left, 0, like.right});
  return adjacency(nodes, links, true, false, "symmetric");
}

// 1/(K+1) sum_k A^k E_0
inline Cells layer_mean(const Cells& mix, const Cells& start, std::size_t layers) {
  Cells sum = start, layer = start;
  for (std::size_t k = 0; k < layers; ++k) {
    layer = product(mix, layer);
    for (std::size_t n = 0; n < sum.size(); ++n)
      for (std::size_t c = 0; c < sum[n].size(); ++c) sum[n][c] += layer[n][c];
  }
  for (auto& row : sum)
    for (double& x : row) x /= double(layers + 1);
  return sum;
}

// A like of weight `value`, what it is held against, and the corrections of their scores.
struct HeldLike {
  Rating like;
  std::vector<Id> drawn;
  std::vector<double> correction;
};

struct LightSetting {
  std::string loss;
  double temperature, strength;
  std::size_t layers;
  bool cosine = false;
};

inline double inner(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

inline double light_objective(const Cells& mix, const Cells& start, const std::vector<HeldLike>& held,
                              const std::vector<Rating>& known, const LightSetting& s) {
  const Cells mean = layer_mean(mix, start, s.layers);
  const auto score = [&](Id user, Id item) {
    const double product = inner(mean[user], mean[item]);
    return s.cosine ? product / std::sqrt(inner(mean[user], mean[user]) * inner(mean[item], mean[item])) : product;
  };
  const auto liked = [&](Id user, Id item) {
    return std::ranges::any_of(known, [&](const Rating& r) { return r.left == user && r.right == item; });
  };
  double objective = 0;
  for (const HeldLike& h : held) {
    const double own = score(h.like.left, h.like.right), count = double(h.drawn.size());
    double loss = 0, sum = std::exp(own / s.temperature);
    double squares = inner(start[h.like.left], start[h.like.left]) + inner(start[h.like.right], start[h.like.right]);
    for (std::size_t j = 0; j < h.drawn.size(); ++j) {
      squares += inner(start[h.drawn[j]], start[h.drawn[j]]) / count;
      if (liked(h.like.left, h.drawn[j])) continue;
      const double other = score(h.like.left, h.drawn[j]);
      loss += std::log1p(std::exp(other - own)) / count;
      sum += std::exp(other / s.temperature + h.correction[j]);
    }
    if (s.loss == "softmax") loss = std::log(sum) - own / s.temperature;
    objective += double(h.like.value) * loss + s.strength / 2 * squares;
  }
  return objective / double(held.size());
}

inline Cells light_slopes(const Cells& mix, Cells start, const std::vector<HeldLike>& held,
                          const std::vector<Rating>& known, const LightSetting& s) {
  constexpr double kStep = 1e-5;
  Cells slopes = start;
  for (std::size_t n = 0; n < start.size(); ++n)
    for (std::size_t k = 0; k < start[n].size(); ++k) {
      const double at = start[n][k];
      start[n][k] = at + kStep;
      const double above = light_objective(mix, start, held, known, s);
      start[n][k] = at - kStep;
      slopes[n][k] = (above - light_objective(mix, start, held, known, s)) / (2 * kStep);
      start[n][k] = at;
    }
  return slopes;
}

}  // namespace kinfold::oracle
