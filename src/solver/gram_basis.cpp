#include "solver/gram_basis.h"

#include <algorithm>

#include "core/eigenpairs.h"
#include "core/product.h"
#include "solver/als_rows.h"

namespace kinfold {

GramBasis gram_basis(const Matrix& fixed, Pool& pool) {
  const std::size_t rank = fixed.rank();
  const Matrix gram = gram_matrix(fixed, 1, pool);
  std::vector<double> matrix(rank * rank);
  for (std::size_t i = 0; i < rank; ++i)
    for (std::size_t j = 0; j < rank; ++j) matrix[j * rank + i] = gram[Id(i)][j];
  const Eigenpairs pairs = eigenpairs(matrix, rank);
  GramBasis basis{Matrix(rank, rank), std::vector<float>(fixed.stride())};
  for (std::size_t c = 0; c < rank; ++c) {
    basis.values[c] = float(std::max(pairs.values[c], 0.0));
    for (std::size_t k = 0; k < rank; ++k) basis.vectors[Id(c)][k] = float(pairs.vectors[c * rank + k]);
  }
  return basis;
}

void rotate(Matrix& rows, const GramBasis& basis, Pool& pool) {
  constexpr std::size_t kBlock = 512;
  const std::size_t rank = rows.rank(), stride = rows.stride();
  Panels panels(rank, rank);
  panels.set_rows(0, basis.vectors[0], rank, basis.vectors.stride(), rank);
  pool.run((rows.rows() + kBlock - 1) / kBlock, [&](std::size_t block) {
    const Id first = Id(block * kBlock);
    const std::size_t count = std::min(kBlock, rows.rows() - first);
    Matrix rotated(count, rank);
    product(rows[first], count, stride, panels, 0, rank, rotated[0], stride);
    std::copy_n(rotated[0], count * stride, rows[first]);
  });
}

}  // namespace kinfold
