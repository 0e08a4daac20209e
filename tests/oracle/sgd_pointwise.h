// Reference for SGD of biased matrix factorization, in double precision: with means of rows, fixed offsets of scores
// and regularizers that use a proximal step.
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

// A parameter vector and its optimizer state.
struct Parameters {
  std::vector<double> x, moment;
  double square = 0;
  int steps = 0;

  explicit Parameters(std::vector<double> start) : x(start), moment(start.size()) {}

  // Returns the step size.
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
  std::vector<float> example_offset = {};  // one per example; empty: none
};

inline std::vector<double> row_gradient(const SgdRow& row, double g, const std::vector<double>& other,
                                        const SgdCase& config) {
  std::vector<double> gradient;
  const double reg = config.regularizer == "l1" ? 0 : row.reg;
  for (std::size_t k = 0; k < other.size(); ++k)
    gradient.push_back(g * other[k] + reg * (row.factors.x[k] - (row.mean.empty() ? 0 : row.mean[k])));
  return gradient;
}

inline void step_row(SgdRow& row, const std::vector<double>& gradient, const SgdCase& config) {
  const double factor = row.factors.step(config.optimizer, config.lr, gradient);
  for (double& x : row.factors.x) {
    if (config.regularizer == "l1") x = sign(x) * std::max(std::fabs(x) - factor * row.reg, 0.0);
    if (config.regularizer == "nonnegative") x = std::max(x, 0.0);
  }
}

inline void sweep(std::vector<SgdRow>& left, std::vector<SgdRow>& right, const std::vector<Rating>& examples,
                  const SgdCase& config) {
  for (std::size_t n = 0; n < examples.size(); ++n) {
    const Rating& e = examples[n];
    SgdRow &u = left[e.left], &i = right[e.right];
    double s =
        config.offset + u.bias.x[0] + i.bias.x[0] + (config.example_offset.empty() ? 0 : config.example_offset[n]);
    for (std::size_t k = 0; k < u.factors.x.size(); ++k) s += u.factors.x[k] * i.factors.x[k];
    const double g = score_gradient(config.loss, s, e.value);
    const auto to_u = row_gradient(u, g, i.factors.x, config), to_i = row_gradient(i, g, u.factors.x, config);
    step_row(u, to_u, config);
    step_row(i, to_i, config);
    if (!config.biased) continue;
    for (SgdRow* row : {&u, &i})
      row->bias.step(config.optimizer, config.lr, {g + config.bias_reg * (row->bias.x[0] - row->bias_mean)});
  }
}

}  // namespace kinfold::oracle
