#include "solver/rotate.h"

#include <Eigen/Eigenvalues>
#include <algorithm>

#include "core/product.h"
#include "solver/rows.h"

namespace kinfold {

Basis principal_basis(const Table& fixed, Pool& pool) {
  const std::size_t rank = fixed.rank();
  const Table gram = gram_matrix(fixed, 1, pool);
  Eigen::MatrixXd matrix(rank, rank);
  for (std::size_t i = 0; i < rank; ++i)
    for (std::size_t j = 0; j < rank; ++j) matrix(Eigen::Index(i), Eigen::Index(j)) = gram[Id(i)][j];
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  Basis basis{Table(rank, rank), std::vector<float>(fixed.stride())};
  for (std::size_t c = 0; c < rank; ++c) {
    basis.values[c] = float(std::max(solver.eigenvalues()[Eigen::Index(c)], 0.0));
    for (std::size_t k = 0; k < rank; ++k)
      basis.vectors[Id(c)][k] = float(solver.eigenvectors()(Eigen::Index(k), Eigen::Index(c)));
  }
  return basis;
}

void rotate(Table& rows, const Basis& basis, Pool& pool) {
  constexpr std::size_t kBlock = 512;
  const std::size_t rank = rows.rank(), stride = rows.stride();
  Panels panels(rank, rank);
  panels.set_rows(0, basis.vectors[0], rank, basis.vectors.stride(), rank);
  pool.run((rows.rows() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const Id first = Id(block * kBlock);
    const std::size_t count = std::min(kBlock, rows.rows() - first);
    Table turned(count, rank);
    product(rows[first], count, stride, panels, 0, rank, turned[0], stride);
    std::copy_n(turned[0], count * stride, rows[first]);
  });
}

}  // namespace kinfold
