// Reference for SGD on likes with sampled negatives, in double precision. Uses the same samples as the implementation.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "factorization/sgd_sampled.h"

namespace kinfold::oracle {

struct LikeRow {
  std::vector<double> x, mean;
  double bias = 0, square = 0, bias_square = 0, reg = 0;
};

struct SampledSgdCase {
  std::string loss, optimizer;
  double lr, bias_reg, temperature, margin;
  std::size_t negatives, items;
  bool logq_correction, cosine = false;
};

inline std::vector<double> group_gradients(const SampledSgdCase& s, const std::vector<double>& score,
                                           const std::vector<double>& correction) {
  const std::size_t n = score.size() - 1;
  std::vector<double> dscore(n + 1);
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  if (s.loss == "softmax") {
    double sum = std::exp(score[0] / s.temperature);
    for (std::size_t j = 1; j <= n; ++j) sum += std::exp(score[j] / s.temperature + correction[j]);
    for (std::size_t j = 0; j <= n; ++j)
      dscore[j] = (std::exp(score[j] / s.temperature + correction[j]) / sum - (j == 0)) / s.temperature;
  }
  for (std::size_t j = 1; j <= n; ++j) {
    if (s.loss == "bpr") dscore[j] = sigmoid(score[j] - score[0]) / double(n), dscore[0] -= dscore[j];
    if (s.loss == "logistic") dscore[j] = sigmoid(score[j]), dscore[0] = sigmoid(score[0]) - 1;
    if (s.loss == "warp" && score[j] > score[0] - s.margin) {
      dscore[j] = std::log(1 + double(s.items) / double(j)) / std::log(1 + double(s.items));
      dscore[0] = -dscore[j];
      break;
    }
  }
  return dscore;
}

inline double length(const std::vector<double>& x) {
  double sum = 0;
  for (double v : x) sum += v * v;
  return std::sqrt(sum);
}

inline double row_lr(const SampledSgdCase& s, double& square, double mean_square) {
  if (s.optimizer != "rowwise-adagrad") return s.lr;
  square += mean_square;
  return s.lr / std::sqrt(1 + square);
}

inline void sweep_likes(std::vector<LikeRow>& users, std::vector<LikeRow>& items, const std::vector<Rating>& likes,
                        const SampledSgdCase& s, const NegativeSampler& sampler, std::size_t block, Random random) {
  for (const Rating& like : likes) {
    std::vector<Id> candidates{like.right};
    std::vector<double> correction{0};
    for (std::size_t n = 0; n < s.negatives; ++n)
      for (int tries = 0; tries < 8; ++tries) {
        const Id item = sampler.sample(block, random);
        if (sampler.liked(like.left, item)) continue;
        candidates.push_back(item);
        correction.push_back(
            s.logq_correction ? -std::log(double(sampler.probability(item)) * double(sampler.block_size(block))) : 0);
        break;
      }
    if (candidates.size() < 2) continue;
    LikeRow& user = users[like.left];
    const std::vector<double> p = user.x;
    std::vector<double> score, sum(p.size());
    for (Id item : candidates) {
      score.push_back(items[item].bias);
      double product = 0;
      for (std::size_t k = 0; k < p.size(); ++k) product += p[k] * items[item].x[k];
      score.back() += s.cosine ? product / (length(p) * length(items[item].x)) : product;
    }
    std::vector<double> dscore = group_gradients(s, score, correction);
    for (std::size_t j = 0; j < candidates.size(); ++j) {
      LikeRow& item = items[candidates[j]];
      const double dscore_j = like.value * dscore[j], reg_share = j == 0 ? 1 : 1 / double(candidates.size() - 1);
      if (dscore_j == 0) continue;
      const double lengths = s.cosine ? length(p) * length(item.x) : 1, g = dscore_j / lengths;
      const double cosine_term = s.cosine ? dscore_j * score[j] : 0, square_p = length(p) * length(p),
                   square_q = length(item.x) * length(item.x);
      double square = 0;
      for (double x : p) square += g * g * x * x / double(p.size());
      const double lr = row_lr(s, item.square, square);
      for (std::size_t k = 0; k < p.size(); ++k) {
        sum[k] += g * item.x[k] - cosine_term * p[k] / square_p;
        item.x[k] -=
            lr * (g * p[k] - cosine_term * item.x[k] / square_q + reg_share * item.reg * (item.x[k] - item.mean[k]));
      }
      if (!s.cosine)
        item.bias -= row_lr(s, item.bias_square, dscore_j * dscore_j) * (dscore_j + reg_share * s.bias_reg * item.bias);
    }
    double square = 0;
    for (double x : sum) square += x * x / double(sum.size());
    const double lr = row_lr(s, user.square, square);
    for (std::size_t k = 0; k < p.size(); ++k) user.x[k] -= lr * (sum[k] + user.reg * (p[k] - user.mean[k]));
  }
}

}  // namespace kinfold::oracle
