// Reference for solver/als_rows.h: the minimum of a row by dense normal equations in double precision.
#pragma once
#include <cmath>
#include <vector>

#include "solver/als_rows.h"

namespace kinfold::oracle {

using DoubleMatrix = std::vector<std::vector<double>>;

// Gaussian elimination with pivoting.
inline std::vector<double> solve(DoubleMatrix a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    std::size_t best = j;
    for (std::size_t i = j; i < n; ++i)
      if (std::fabs(a[i][j]) > std::fabs(a[best][j])) best = i;
    std::swap(a[j], a[best]);
    std::swap(b[j], b[best]);
    for (std::size_t i = j + 1; i < n; ++i) {
      const double factor = a[i][j] / a[j][j];
      for (std::size_t k = j; k < n; ++k) a[i][k] -= factor * a[j][k];
      b[i] -= factor * b[j];
    }
  }
  for (std::size_t j = n; j-- > 0;) {
    for (std::size_t k = j + 1; k < n; ++k) b[j] -= a[j][k] * b[k];
    b[j] /= a[j][j];
  }
  return b;
}

// The normal equations A x = b of row u, over the first `columns` columns.
struct NormalEquations {
  DoubleMatrix a;
  std::vector<double> b;
};

// Adds unobserved * F'F by a loop over all pairs.
inline NormalEquations normal_equations(const RowSystem& s, Id u, std::size_t columns, double unobserved) {
  NormalEquations result{DoubleMatrix(columns, std::vector<double>(columns)), std::vector<double>(columns)};
  const auto add = [&](Id other, double weight, double target) {
    const float* f = (*s.fixed)[other];
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t j = 0; j < columns; ++j) result.a[i][j] += weight * f[i] * f[j];
      result.b[i] += weight * target * f[i];
    }
  };
  for (std::uint64_t n = s.examples->begin[u]; n < s.examples->begin[u + 1]; ++n)
    add(s.examples->other[n], s.precision * (s.examples->weight.empty() ? 1.0 : s.examples->weight[n]),
        s.examples->target[n]);
  for (Id other = 0; other < s.fixed->rows(); ++other) add(other, unobserved, 0);
  for (std::size_t c = 0; c < columns; ++c) {
    const double prior = double(s.scale[u]) * s.reg[c];
    result.a[c][c] += prior;
    result.b[c] += prior * (s.means ? (*s.means)[u][c] : 0);
  }
  return result;
}

inline std::vector<double> minimize_row(const RowSystem& s, Id u, std::size_t columns, double unobserved = 0) {
  const NormalEquations normal = normal_equations(s, u, columns, unobserved);
  return solve(normal.a, normal.b);
}

}  // namespace kinfold::oracle
