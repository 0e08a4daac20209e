// Stochastic gradient descent on biased factors, written from its formulas in double precision, one number at a time:
// also with rows drawn to means, parts of scores that do not move, and regularizers that take a proximal step.
#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold::oracle {

inline double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

inline double score_gradient(const std::string& loss, double s, double t) {
  if (loss == "squared") return s - t;
  if (loss == "huber") return std::fabs(s - t) < 1 ? s - t : sign(s - t);
  if (loss == "absolute") return sign(s - t);
  return 1 / (1 + std::exp(-s)) - t;
}

// A parameter vector under one of the update rules.
struct Parameters {
  std::vector<double> x, moment;
  double square = 0;
  int steps = 0;

  explicit Parameters(std::vector<double> start) : x(start), moment(start.size()) {}

  // Returns the factor by which the direction was taken.
  double step(const std::string& optimizer, double lr, const std::vector<double>& gradient) {
    double mean_square = 0, factor = lr;
    for (double g : gradient) mean_square += g * g / double(gradient.size());
    ++steps;
    square = optimizer == "rowwise-adam" ? 0.999 * square + 0.001 * mean_square : square + mean_square;
    if (optimizer == "rowwise-adagrad") factor = lr / std::sqrt(1 + square);
    if (optimizer == "rowwise-adam")
      factor = lr / (std::sqrt(square / (1 - std::pow(0.999, steps))) + 1e-8) / (1 - std::pow(0.9, steps));
    for (std::size_t k = 0; k < x.size(); ++k) {
      moment[k] = 0.9 * moment[k] + 0.1 * gradient[k];
      x[k] -= factor * (optimizer == "rowwise-adam" ? moment[k] : gradient[k]);
    }
    return factor;
  }
};

struct SgdRow {
  Parameters factors, bias;
  double reg;
  std::vector<double> mean = {};  // empty: zero
  double bias_mean = 0;
};

struct SgdCase {
  std::string loss, optimizer;
  double lr, bias_reg, offset;
  bool biased;
  std::string regularizer = "l2";
  std::vector<float> example_offset = {};  // of each example; empty: none
};

inline std::vector<double> row_gradient(const SgdRow& row, double g, const std::vector<double>& other,
                                        const SgdCase& setting) {
  std::vector<double> gradient;
  const double reg = setting.regularizer == "l1" ? 0 : row.reg;
  for (std::size_t k = 0; k < other.size(); ++k)
    gradient.push_back(g * other[k] + reg * (row.factors.x[k] - (row.mean.empty() ? 0 : row.mean[k])));
  return gradient;
}

inline void step_row(SgdRow& row, const std::vector<double>& gradient, const SgdCase& setting) {
  const double factor = row.factors.step(setting.optimizer, setting.lr, gradient);
  for (double& x : row.factors.x) {
    if (setting.regularizer == "l1") x = sign(x) * std::max(std::fabs(x) - factor * row.reg, 0.0);
    if (setting.regularizer == "nonnegative") x = std::max(x, 0.0);
  }
}

inline void sweep(std::vector<SgdRow>& left, std::vector<SgdRow>& right, const std::vector<Rating>& examples,
                  const SgdCase& setting) {
  for (std::size_t n = 0; n < examples.size(); ++n) {
    const Rating& e = examples[n];
    SgdRow &u = left[e.left], &i = right[e.right];
    double s =
        setting.offset + u.bias.x[0] + i.bias.x[0] + (setting.example_offset.empty() ? 0 : setting.example_offset[n]);
    for (std::size_t k = 0; k < u.factors.x.size(); ++k) s += u.factors.x[k] * i.factors.x[k];
    const double g = score_gradient(setting.loss, s, e.value);
    const auto to_u = row_gradient(u, g, i.factors.x, setting), to_i = row_gradient(i, g, u.factors.x, setting);
    step_row(u, to_u, setting);
    step_row(i, to_i, setting);
    if (!setting.biased) continue;
    for (SgdRow* row : {&u, &i})
      row->bias.step(setting.optimizer, setting.lr, {g + setting.bias_reg * (row->bias.x[0] - row->bias_mean)});
  }
}

}  // namespace kinfold::oracle
