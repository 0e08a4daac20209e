// Eigenvalues and eigenvectors of a small dense symmetric matrix. A wrapper that compiles Eigen's solver only once.
#pragma once
#include <cstddef>
#include <vector>

namespace kinfold {

struct Eigenpairs {
  std::vector<double> values;   // ascending
  std::vector<double> vectors;  // one eigenvector after the other, each of values.size() entries
};

// `matrix` is size x size in column-major order; only its lower triangle is read.
Eigenpairs eigenpairs(const std::vector<double>& matrix, std::size_t size);

}  // namespace kinfold
