// Reference SVD by one-sided Jacobi rotations in double precision (Hestenes 1958), which is independent of LAPACK.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/matrix.h"

namespace kinfold::oracle {

struct SingularVectors {
  std::vector<double> values;                // descending
  std::vector<std::vector<double>> vectors;  // right singular vectors, in the same order
};

inline SingularVectors singular_vectors(const Matrix& table) {
  const std::size_t n = table.rows(), p = table.rank();
  std::vector<std::vector<double>> a(p, std::vector<double>(n)), v(p, std::vector<double>(p));
  for (std::size_t j = 0; j < p; ++j) {
    v[j][j] = 1;
    for (Id i = 0; i < n; ++i) a[j][i] = table[i][j];
  }
  const auto dot = [](const auto& x, const auto& y) { return std::inner_product(x.begin(), x.end(), y.begin(), 0.0); };
  bool rotated = true;
  for (int sweep = 0; rotated && sweep < 60; ++sweep) {
    rotated = false;
    for (std::size_t i = 0; i < p; ++i)
      for (std::size_t j = i + 1; j < p; ++j) {
        const double x = dot(a[i], a[i]), y = dot(a[j], a[j]), z = dot(a[i], a[j]);
        if (std::fabs(z) <= 1e-12 * std::sqrt(x * y)) continue;
        rotated = true;
        const double angle = std::atan2(2 * z, x - y) / 2, c = std::cos(angle), s = std::sin(angle);
        for (auto* columns : {&a, &v})
          for (std::size_t k = 0; k < (*columns)[i].size(); ++k) {
            const double left = (*columns)[i][k], right = (*columns)[j][k];
            (*columns)[i][k] = c * left + s * right;
            (*columns)[j][k] = c * right - s * left;
          }
      }
  }
  std::vector<std::size_t> order(p);
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, std::greater{}, [&](std::size_t j) { return dot(a[j], a[j]); });
  SingularVectors result;
  for (std::size_t j : order) {
    result.values.push_back(std::sqrt(dot(a[j], a[j])));
    result.vectors.push_back(v[j]);
  }
  return result;
}

}  // namespace kinfold::oracle
