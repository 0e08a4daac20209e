// Eigenvalues and eigenvectors of a small symmetric matrix, compiled once for all who need them.
#pragma once
#include <cstddef>
#include <vector>

namespace kinfold {

struct Eigenpairs {
  std::vector<double> values;   // rising
  std::vector<double> vectors;  // one after the other, each of as many numbers as there are values
};

// Of a matrix column after column, whose lower triangle is read.
Eigenpairs eigenpairs(const std::vector<double>& matrix, std::size_t size);

}  // namespace kinfold
