#include "core/eigenpairs.h"

#include <Eigen/Eigenvalues>

namespace kinfold {

Eigenpairs eigenpairs(const std::vector<double>& matrix, std::size_t size) {
  using MatrixXd = Eigen::MatrixXd;
  const auto n = Eigen::Index(size);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(Eigen::Map<const MatrixXd>(matrix.data(), n, n));
  const double *values = solver.eigenvalues().data(), *vectors = solver.eigenvectors().data();
  return {{values, values + size}, {vectors, vectors + size * size}};
}

}  // namespace kinfold
