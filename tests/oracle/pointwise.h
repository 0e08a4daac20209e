// Stochastic gradient descent on biased factors, written from its formulas in double precision, one number at a time.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold::oracle {

inline double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

inline double slope(const std::string& loss, double s, double t) {
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

  void step(const std::string& update, double rate, const std::vector<double>& gradient) {
    double mean_square = 0;
    for (double g : gradient) mean_square += g * g / double(gradient.size());
    ++steps;
    for (std::size_t k = 0; k < x.size(); ++k) {
      moment[k] = 0.9 * moment[k] + 0.1 * gradient[k];
      if (update == "sgd") x[k] -= rate * gradient[k];
      if (update == "adagrad") x[k] -= rate / std::sqrt(1 + square + mean_square) * gradient[k];
      if (update == "adam") {
        const double v = (0.999 * square + 0.001 * mean_square) / (1 - std::pow(0.999, steps));
        x[k] -= rate / (std::sqrt(v) + 1e-8) * moment[k] / (1 - std::pow(0.9, steps));
      }
    }
    square = update == "adam" ? 0.999 * square + 0.001 * mean_square : square + mean_square;
  }
};

struct Row {
  Parameters factors, bias;
  double strength;
};

struct Setting {
  std::string loss, update;
  double rate, bias_strength, offset;
  bool biased;
};

inline void sweep(std::vector<Row>& left, std::vector<Row>& right, const std::vector<Rating>& examples,
                  const Setting& setting) {
  for (const Rating& e : examples) {
    Row &u = left[e.left], &i = right[e.right];
    double s = setting.offset + u.bias.x[0] + i.bias.x[0];
    for (std::size_t k = 0; k < u.factors.x.size(); ++k) s += u.factors.x[k] * i.factors.x[k];
    const double g = slope(setting.loss, s, e.value);
    std::vector<double> to_u, to_i;
    for (std::size_t k = 0; k < u.factors.x.size(); ++k) {
      to_u.push_back(g * i.factors.x[k] + u.strength * u.factors.x[k]);
      to_i.push_back(g * u.factors.x[k] + i.strength * i.factors.x[k]);
    }
    u.factors.step(setting.update, setting.rate, to_u);
    i.factors.step(setting.update, setting.rate, to_i);
    if (!setting.biased) continue;
    u.bias.step(setting.update, setting.rate, {g + setting.bias_strength * u.bias.x[0]});
    i.bias.step(setting.update, setting.rate, {g + setting.bias_strength * i.bias.x[0]});
  }
}

}  // namespace kinfold::oracle
