// Reference: the minimum of 1/2 x'Gx - b.x + regularizer(x) for a few entries, by trying every pattern of zeros and
// signs, in double precision.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "oracle/als_rows.h"

namespace kinfold::oracle {

struct EntryProblem {
  DoubleMatrix g;  // includes L2 regularization (l2, nonnegative)
  std::vector<double> b;
  double l1 = 0;

  double value(const std::vector<double>& x) const {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      sum += l1 * std::fabs(x[k]) - b[k] * x[k];
      for (std::size_t l = 0; l < x.size(); ++l) sum += x[k] * g[k][l] * x[l] / 2;
    }
    return sum;
  }

  // The minimum if entries have these signs and the others are zero. The result may have other signs.
  std::vector<double> with_signs(const std::vector<int>& sign) const {
    DoubleMatrix a;
    std::vector<double> right, x(b.size());
    for (std::size_t k = 0; k < b.size(); ++k) {
      if (sign[k] == 0) continue;
      a.emplace_back();
      for (std::size_t l = 0; l < b.size(); ++l)
        if (sign[l] != 0) a.back().push_back(g[k][l]);
      right.push_back(b[k] - l1 * sign[k]);
    }
    const std::vector<double> y = solve(a, right);
    for (std::size_t k = 0, at = 0; k < b.size(); ++k)
      if (sign[k] != 0) x[k] = y[at++];
    return x;
  }
};

inline std::vector<double> minimize_entries(const EntryProblem& problem, const std::string& regularizer) {
  const std::size_t rank = problem.b.size();
  if (regularizer == "l2") return solve(problem.g, problem.b);
  std::vector<double> best(rank);
  for (int pattern = 0; pattern < std::pow(3, rank); ++pattern) {
    std::vector<int> sign(rank);
    for (std::size_t k = 0, digits = std::size_t(pattern); k < rank; ++k, digits /= 3) sign[k] = int(digits % 3) - 1;
    const std::vector<double> x = problem.with_signs(sign);
    bool fits = true;
    for (std::size_t k = 0; k < rank; ++k) fits = fits && x[k] * sign[k] >= 0 && (regularizer == "l1" || x[k] >= 0);
    if (fits && problem.value(x) < problem.value(best)) best = x;
  }
  return best;
}

}  // namespace kinfold::oracle
