// Reference for generalized low-rank models: accelerated proximal gradient descent on all parameters, with backtracking
// (Beck, Teboulle 2009), in double precision, with an independent implementation of the losses.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "table/low_rank.h"

namespace kinfold::oracle {

using Numbers = std::vector<double>;

inline double log_loss(double s, bool truth) {
  return (s > 0 ? s : 0) + std::log1p(std::exp(-std::fabs(s))) - truth * s;
}
inline double probability(double s) { return 1 / (1 + std::exp(-s)); }
inline double rounded(double r) { return std::fabs(r) < 0.05 ? (r * r / 0.05 + 0.05) / 2 : std::fabs(r); }
inline double rounded_gradient(double r) { return std::fabs(r) < 0.05 ? r / 0.05 : r > 0 ? 1 : -1; }

// The loss of a cell, and its derivatives with respect to the scores and to the thresholds of an ordinal column.
inline double cell_loss(const std::string& loss, double q, const Numbers& s, const Numbers& thresholds, double x,
                        Numbers& dscores, Numbers& by_threshold) {
  const double r = s[0] - x;
  const std::size_t level = std::size_t(std::max(x, 0.0));
  if (loss == "squared") return dscores[0] = r, r * r / 2;
  if (loss == "huber") return dscores[0] = std::clamp(r, -1.0, 1.0), std::fabs(r) < 1 ? r * r / 2 : std::fabs(r) - 0.5;
  if (loss == "absolute") return dscores[0] = rounded_gradient(r), rounded(r);
  if (loss == "quantile") return dscores[0] = rounded_gradient(r) / 2 - (q - 0.5), rounded(r) / 2 - (q - 0.5) * r;
  if (loss == "logistic") return dscores[0] = probability(s[0]) - x, log_loss(s[0], x == 1);
  if (loss == "hinge") {
    const double y = 2 * x - 1, z = 1 - y * s[0];
    return dscores[0] = -y * (rounded_gradient(z) + 1) / 2, (rounded(z) + z) / 2;
  }
  if (loss == "poisson")
    return dscores[0] = std::exp(s[0]) - x, std::exp(s[0]) - x * s[0] + (x > 0 ? x * std::log(x) - x : 0);
  if (loss == "kullback-leibler") {
    const double at = std::max(s[0], 1e-3), bend = x / (at * at), dscore = 1 - x / at, below = s[0] - at;
    return dscores[0] = dscore + bend * below,
           at - x + (x > 0 ? x * std::log(x / at) : 0) + dscore * below + bend * below * below / 2;
  }
  double value = 0;
  if (loss == "ordinal") {
    dscores[0] = 0;
    for (std::size_t k = 0; k < thresholds.size(); ++k) {
      by_threshold[k] = -(probability(s[0] - thresholds[k]) - (level > k));
      dscores[0] -= by_threshold[k];
      value += log_loss(s[0] - thresholds[k], level > k);
    }
    return value;
  }
  if (loss == "one-vs-all") {
    for (std::size_t k = 0; k < s.size(); ++k) {
      dscores[k] = probability(s[k]) - (k == level);
      value += log_loss(s[k], k == level);
    }
    return value;
  }
  double total = 0;  // softmax
  for (double score : s) total += std::exp(score);
  for (std::size_t k = 0; k < s.size(); ++k) dscores[k] = std::exp(s[k]) / total - (k == level);
  return std::log(total) - s[level];
}

class LowRankReference {
 public:
  LowRankReference(const Matrix& cells, const Matrix* weights, std::vector<LowRankColumn> columns,
                   const LowRankOptions& options)
      : cells_(cells),
        weights_(weights),
        columns_(std::move(columns)),
        options_(options),
        features_(number_features(columns_)) {
    for (const LowRankColumn& column : columns_) {
      thresholds_.push_back(threshold_count_);
      if (name(column) == "ordinal") threshold_count_ += column.levels - 1;
    }
  }

  // The lowest objective over several random starts.
  double best_objective(int restarts, int steps) const {
    double best = INFINITY;
    for (int start = 0; start < restarts; ++start)
      best = std::min(best, descend(random_start(std::uint64_t(start)), steps));
    return best;
  }

  // The objective of a fitted model, and the objective after gradient descent from it.
  double objective(const LowRankModel& model) const {
    const Numbers x = parameters(model);
    Numbers ignored(size());
    return losses(x, ignored) + regularizer(x);
  }
  double best_objective_from(const LowRankModel& model, int steps) const { return descend(parameters(model), steps); }

 private:
  static std::string name(const LowRankColumn& column) {
    return std::visit([](const auto& loss) { return std::string(loss.name); }, column.loss);
  }
  std::size_t row_at(std::size_t i) const { return i * options_.rank; }
  std::size_t feature_at(std::size_t f) const { return (cells_.rows() + f) * options_.rank; }
  std::size_t offset_at(std::size_t f) const { return feature_at(features_) + f; }
  std::size_t threshold_at(std::size_t j) const { return offset_at(features_) + thresholds_[j]; }
  std::size_t size() const { return offset_at(features_) + threshold_count_; }

  Numbers parameters(const LowRankModel& model) const {
    Numbers x(size());
    for (std::size_t i = 0; i < cells_.rows(); ++i)
      for (std::size_t k = 0; k < options_.rank; ++k) x[row_at(i) + k] = model.rows[Id(i)][k];
    for (std::size_t f = 0; f < features_; ++f) {
      for (std::size_t k = 0; k < options_.rank; ++k) x[feature_at(f) + k] = model.columns[Id(f)][k];
      x[offset_at(f)] = model.offset[f];
    }
    for (std::size_t j = 0; j < columns_.size(); ++j)
      if (const auto* loss = std::get_if<Ordinal>(&model.low_rank_columns[j].loss))
        std::ranges::copy(loss->thresholds, x.begin() + std::ptrdiff_t(threshold_at(j)));
    return x;
  }

  double losses(const Numbers& x, Numbers& gradient) const {
    std::ranges::fill(gradient, 0.0);
    double total = 0;
    for (std::size_t i = 0; i < cells_.rows(); ++i)
      for (std::size_t j = 0; j < columns_.size(); ++j) total += add_cell(i, j, x, gradient);
    return total;
  }

  double add_cell(std::size_t i, std::size_t j, const Numbers& x, Numbers& gradient) const {
    const double cell = cells_[Id(i)][j], v = weights_ ? (*weights_)[Id(i)][j] : 1;
    if (std::isnan(cell) || v == 0) return 0;
    const LowRankColumn& column = columns_[j];
    const auto* quantile = std::get_if<Quantile>(&column.loss);
    Numbers scores(column.features), dscores(column.features);
    Numbers thresholds(name(column) == "ordinal" ? column.levels - 1 : 0), by_threshold(thresholds.size());
    std::copy_n(x.begin() + std::ptrdiff_t(threshold_at(j)), thresholds.size(), thresholds.begin());
    for (std::size_t f = 0; f < column.features; ++f) {
      scores[f] = x[offset_at(column.first + f)];
      for (std::size_t k = 0; k < options_.rank; ++k)
        scores[f] += x[row_at(i) + k] * x[feature_at(column.first + f) + k];
    }
    const double value =
        cell_loss(name(column), quantile ? quantile->q : 0, scores, thresholds, cell, dscores, by_threshold);
    for (std::size_t f = 0; f < column.features; ++f) {
      const double dscore = v * column.factor * dscores[f];
      if (options_.offsets) gradient[offset_at(column.first + f)] += dscore;
      for (std::size_t k = 0; k < options_.rank; ++k) {
        gradient[row_at(i) + k] += dscore * x[feature_at(column.first + f) + k];
        gradient[feature_at(column.first + f) + k] += dscore * x[row_at(i) + k];
      }
    }
    for (std::size_t k = 0; k < thresholds.size(); ++k)
      gradient[threshold_at(j) + k] += v * column.factor * by_threshold[k];
    return v * column.factor * value;
  }

  const SideRegularizer& regularizer_at(std::size_t p) const {
    return p < feature_at(0) ? options_.rows : options_.columns;
  }

  double regularizer(const Numbers& x) const {
    double total = 0;
    for (std::size_t p = 0; p < offset_at(0); ++p) {
      const SideRegularizer& regularizer = regularizer_at(p);
      total += regularizer.reg * (regularizer.kind == "l1" ? std::fabs(x[p]) : x[p] * x[p] / 2);
    }
    return total;
  }

  // argmin_z |z - x|^2 / (2 step) + regularizer(z)
  void shrink(Numbers& x, double step) const {
    for (std::size_t p = 0; p < offset_at(0); ++p) {
      const SideRegularizer& regularizer = regularizer_at(p);
      if (regularizer.kind == "l1")
        x[p] = std::copysign(std::max(std::fabs(x[p]) - step * regularizer.reg, 0.0), x[p]);
      else
        x[p] /= 1 + step * regularizer.reg;
      if (regularizer.kind == "nonnegative") x[p] = std::max(x[p], 0.0);
    }
  }

  Numbers random_start(std::uint64_t seed) const {
    Random random(seed, {77});
    Numbers x(size());
    for (std::size_t p = 0; p < offset_at(0); ++p) {
      x[p] = 0.7 * random.normal();
      if (regularizer_at(p).kind == "nonnegative") x[p] = std::fabs(x[p]);
    }
    for (std::size_t p = threshold_at(0); threshold_count_ && p < size(); ++p) x[p] = 0.1 * double(p - threshold_at(0));
    return x;
  }

  double descend(Numbers x, int steps) const {
    Numbers before = x, gradient(size()), ignored(size());
    double step = 1, value = losses(x, ignored) + regularizer(x);
    for (int t = 0, since = 0; t < steps; ++t, ++since) {
      Numbers ahead = x;
      for (std::size_t p = 0; p < size(); ++p) ahead[p] += since / (since + 3.0) * (x[p] - before[p]);
      const double base = losses(ahead, gradient);
      Numbers next;
      for (step *= 1.5;; step /= 2) {
        next = ahead;
        for (std::size_t p = 0; p < size(); ++p) next[p] -= step * gradient[p];
        shrink(next, step);
        double bound = base;
        for (std::size_t p = 0; p < size(); ++p) {
          const double change = next[p] - ahead[p];
          bound += gradient[p] * change + change * change / (2 * step);
        }
        if (losses(next, ignored) <= bound + 1e-13 || step < 1e-12) break;
      }
      const double now = losses(next, ignored) + regularizer(next);
      if (now > value) {
        since = -1;  // restart the momentum
        before = x;
        continue;
      }
      before = std::exchange(x, next);
      value = now;
    }
    return value;
  }

  const Matrix& cells_;
  const Matrix* weights_;
  std::vector<LowRankColumn> columns_;
  LowRankOptions options_;
  std::size_t features_, threshold_count_ = 0;
  std::vector<std::size_t> thresholds_;  // index of the first threshold of each column
};

}  // namespace kinfold::oracle
