#include "core/eigenpairs.h"

#include <Eigen/Eigenvalues>

namespace kinfold {

Eigenpairs eigenpairs(const std::vector<double>& matrix, std::size_t size) {
  using Matrix = Eigen::MatrixXd;
  const auto n = Eigen::Index(size);
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(Eigen::Map<const Matrix>(matrix.data(), n, n));
  const double *values = solver.eigenvalues().data(), *vectors = solver.eigenvectors().data();
  return {{values, values + size}, {vectors, vectors + size * size}};
}

}  // namespace kinfold
