// Gradient descent on likes with drawn negatives, from its formulas in double precision; the draws alone are shared.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "solver/contrastive.h"

namespace kinfold::oracle {

struct LikeRow {
  std::vector<double> x, mean;
  double bias = 0, square = 0, bias_square = 0, strength = 0;
};

struct LikeSetting {
  std::string loss, update;
  double rate, bias_strength, temperature, margin;
  std::size_t negatives, items;
  bool corrected, cosine = false;
};

inline std::vector<double> group_slopes(const LikeSetting& s, const std::vector<double>& score,
                                        const std::vector<double>& correction) {
  const std::size_t n = score.size() - 1;
  std::vector<double> slope(n + 1);
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  if (s.loss == "softmax") {
    double sum = std::exp(score[0] / s.temperature);
    for (std::size_t j = 1; j <= n; ++j) sum += std::exp(score[j] / s.temperature + correction[j]);
    for (std::size_t j = 0; j <= n; ++j)
      slope[j] = (std::exp(score[j] / s.temperature + correction[j]) / sum - (j == 0)) / s.temperature;
  }
  for (std::size_t j = 1; j <= n; ++j) {
    if (s.loss == "bpr") slope[j] = sigmoid(score[j] - score[0]) / double(n), slope[0] -= slope[j];
    if (s.loss == "logistic") slope[j] = sigmoid(score[j]), slope[0] = sigmoid(score[0]) - 1;
    if (s.loss == "hinge" && score[j] > score[0] - s.margin) {
      slope[j] = std::log(1 + double(s.items) / double(j)) / std::log(1 + double(s.items));
      slope[0] = -slope[j];
      break;
    }
  }
  return slope;
}

inline double length(const std::vector<double>& x) {
  double sum = 0;
  for (double v : x) sum += v * v;
  return std::sqrt(sum);
}

inline double adapted(const LikeSetting& s, double& square, double mean_square) {
  if (s.update != "adagrad") return s.rate;
  square += mean_square;
  return s.rate / std::sqrt(1 + square);
}

inline void sweep_likes(std::vector<LikeRow>& users, std::vector<LikeRow>& items, const std::vector<Rating>& likes,
                        const LikeSetting& s, const Negatives& sampler, std::size_t block, Random random) {
  for (const Rating& like : likes) {
    std::vector<Id> drawn{like.right};
    std::vector<double> correction{0};
    for (std::size_t n = 0; n < s.negatives; ++n)
      for (int tries = 0; tries < 8; ++tries) {
        const Id item = sampler.draw(block, random);
        if (sampler.liked(like.left, item)) continue;
        drawn.push_back(item);
        correction.push_back(
            s.corrected ? -std::log(double(sampler.probability(item)) * double(sampler.block_size(block))) : 0);
        break;
      }
    if (drawn.size() < 2) continue;
    LikeRow& user = users[like.left];
    const std::vector<double> p = user.x;
    std::vector<double> score, sum(p.size());
    for (Id item : drawn) {
      score.push_back(items[item].bias);
      double product = 0;
      for (std::size_t k = 0; k < p.size(); ++k) product += p[k] * items[item].x[k];
      score.back() += s.cosine ? product / (length(p) * length(items[item].x)) : product;
    }
    std::vector<double> slope = group_slopes(s, score, correction);
    for (std::size_t j = 0; j < drawn.size(); ++j) {
      LikeRow& item = items[drawn[j]];
      const double slope_j = like.value * slope[j], part = j == 0 ? 1 : 1 / double(drawn.size() - 1);
      if (slope_j == 0) continue;
      const double lengths = s.cosine ? length(p) * length(item.x) : 1, g = slope_j / lengths;
      const double along = s.cosine ? slope_j * score[j] : 0, square_p = length(p) * length(p),
                   square_q = length(item.x) * length(item.x);
      double square = 0;
      for (double x : p) square += g * g * x * x / double(p.size());
      const double rate = adapted(s, item.square, square);
      for (std::size_t k = 0; k < p.size(); ++k) {
        sum[k] += g * item.x[k] - along * p[k] / square_p;
        item.x[k] -=
            rate * (g * p[k] - along * item.x[k] / square_q + part * item.strength * (item.x[k] - item.mean[k]));
      }
      if (!s.cosine)
        item.bias -= adapted(s, item.bias_square, slope_j * slope_j) * (slope_j + part * s.bias_strength * item.bias);
    }
    double square = 0;
    for (double x : sum) square += x * x / double(sum.size());
    const double rate = adapted(s, user.square, square);
    for (std::size_t k = 0; k < p.size(); ++k) user.x[k] -= rate * (sum[k] + user.strength * (p[k] - user.mean[k]));
  }
}

}  // namespace kinfold::oracle
