// Reference for LightGCN in double precision: dense matrix powers, explicit losses, and gradients by finite
// differences.
#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "data/ratings.h"
#include "oracle/adjacency.h"

namespace kinfold::oracle {

inline Cells lightgcn_adjacency(const std::vector<Rating>& likes, std::size_t nodes) {
  std::vector<Triple> links;
  for (const Rating& like : likes) links.push_back({like.left, 0, like.right});
  return adjacency(nodes, links, true, false, "symmetric");
}

// 1/(K+1) sum_k A^k E_0
inline Cells lightgcn_propagate(const Cells& adj, const Cells& start, std::size_t layers) {
  Cells sum = start, layer = start;
  for (std::size_t k = 0; k < layers; ++k) {
    layer = product(adj, layer);
    for (std::size_t n = 0; n < sum.size(); ++n)
      for (std::size_t c = 0; c < sum[n].size(); ++c) sum[n][c] += layer[n][c];
  }
  for (auto& row : sum)
    for (double& x : row) x /= double(layers + 1);
  return sum;
}

// A like with weight `value`, its sampled negatives, and the corrections of their scores.
struct SampledLike {
  Rating like;
  std::vector<Id> negatives;
  std::vector<double> correction;
};

struct LightGcnCase {
  std::string loss;
  double temperature, reg;
  std::size_t layers;
  bool cosine = false;
};

inline double inner(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

inline double lightgcn_objective(const Cells& adj, const Cells& start, const std::vector<SampledLike>& samples,
                                 const std::vector<Rating>& known, const LightGcnCase& s) {
  const Cells mean = lightgcn_propagate(adj, start, s.layers);
  const auto score = [&](Id user, Id item) {
    const double product = inner(mean[user], mean[item]);
    return s.cosine ? product / std::sqrt(inner(mean[user], mean[user]) * inner(mean[item], mean[item])) : product;
  };
  const auto liked = [&](Id user, Id item) {
    return std::ranges::any_of(known, [&](const Rating& r) { return r.left == user && r.right == item; });
  };
  double objective = 0;
  for (const SampledLike& h : samples) {
    const double positive = score(h.like.left, h.like.right), count = double(h.negatives.size());
    double loss = 0, sum = std::exp(positive / s.temperature);
    double squares = inner(start[h.like.left], start[h.like.left]) + inner(start[h.like.right], start[h.like.right]);
    for (std::size_t j = 0; j < h.negatives.size(); ++j) {
      squares += inner(start[h.negatives[j]], start[h.negatives[j]]) / count;
      if (liked(h.like.left, h.negatives[j])) continue;
      const double negative = score(h.like.left, h.negatives[j]);
      loss += std::log1p(std::exp(negative - positive)) / count;
      sum += std::exp(negative / s.temperature + h.correction[j]);
    }
    if (s.loss == "softmax") loss = std::log(sum) - positive / s.temperature;
    objective += double(h.like.value) * loss + s.reg / 2 * squares;
  }
  return objective / double(samples.size());
}

inline Cells lightgcn_gradients(const Cells& adj, Cells start, const std::vector<SampledLike>& samples,
                                const std::vector<Rating>& known, const LightGcnCase& s) {
  constexpr double kStep = 1e-5;
  Cells gradients = start;
  for (std::size_t n = 0; n < start.size(); ++n)
    for (std::size_t k = 0; k < start[n].size(); ++k) {
      const double at = start[n][k];
      start[n][k] = at + kStep;
      const double above = lightgcn_objective(adj, start, samples, known, s);
      start[n][k] = at - kStep;
      gradients[n][k] = (above - lightgcn_objective(adj, start, samples, known, s)) / (2 * kStep);
      start[n][k] = at;
    }
  return gradients;
}

}  // namespace kinfold::oracle
