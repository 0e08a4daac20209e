#include "table/svd.h"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>

#include "table/svd_lapack.h"

namespace kinfold {
namespace {

using namespace svd_detail;

constexpr std::size_t kSmall = std::size_t{1} << 21;  // tables with at most this many cells are decomposed directly

MatrixXd matrix_of(const DenseOperator& table) {
  MatrixXd whole{Index(table.rows()), Index(table.columns())};
  Matrix block(kSvdRows, table.columns());
  for (std::size_t first = 0; first < table.rows(); first += kSvdRows) {
    const std::size_t count = std::min(kSvdRows, table.rows() - first);
    table.read(first, count, block[0], block.stride());
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t c = 0; c < table.columns(); ++c) whole(Index(first + i), Index(c)) = block[Id(i)][c];
  }
  return whole;
}

// A = U S V'
SvdResult direct_svd(const DenseOperator& table, std::size_t rank) {
  MatrixXd a = matrix_of(table);
  const Index size = std::min(a.rows(), a.cols());
  MatrixXd left(a.rows(), size), right(size, a.cols());
  std::vector<double> values(static_cast<std::size_t>(size));
  check(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', int(a.rows()), int(a.cols()), a.data(), int(a.rows()), values.data(),
                       left.data(), int(a.rows()), right.data(), int(size)));
  return make_svd(right.transpose(), values, rank);
}

// A'A = V S^2 V', summed over blocks of rows in parallel parts.
SvdResult svd_of_column_gram(const DenseOperator& table, std::size_t rank, Pool& pool) {
  const std::size_t columns = table.columns();
  const std::size_t parts = std::clamp<std::size_t>((std::size_t{1} << 25) / (columns * columns), 1, 8);
  std::vector<MatrixXd> sums(parts, MatrixXd::Zero(Index(columns), Index(columns)));
  Pool single(1);
  const bool thread_safe = openblas_get_parallel() != 0;  // a BLAS without locks must be called by one thread at a time
  (thread_safe ? pool : single).run(parts, [&](std::size_t part) {
    const std::size_t end = table.rows() * (part + 1) / parts;
    Matrix block(kSvdRows, columns);
    std::vector<double> wide(kSvdRows * columns);
    for (std::size_t first = table.rows() * part / parts; first < end; first += kSvdRows) {
      const std::size_t count = std::min(kSvdRows, end - first);
      table.read(first, count, block[0], block.stride());
      for (std::size_t i = 0; i < count; ++i) std::ranges::copy(block.row(Id(i)), &wide[i * columns]);
      cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, int(columns), int(count), 1, wide.data(), int(columns), 1,
                  sums[part].data(), int(columns));
    }
  });
  for (std::size_t part = 1; part < parts; ++part) sums[0] += sums[part];
  const std::vector<double> values = square_roots(eigendecompose(sums[0]));
  return make_svd(sums[0], values, rank);
}

// A A' = U S^2 U', and V = A'U / S
SvdResult svd_of_row_gram(const DenseOperator& table, std::size_t rank) {
  const MatrixXd a = matrix_of(table);
  const int rows = int(a.rows()), columns = int(a.cols()), top = int(rank);
  MatrixXd gram = MatrixXd::Zero(rows, rows), right(columns, top);
  cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, rows, columns, 1, a.data(), rows, 0, gram.data(), rows);
  const std::vector<double> values = square_roots(eigendecompose(gram));
  cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, columns, top, rows, 1, a.data(), rows, gram.data(), rows, 0,
              right.data(), columns);
  for (int k = 0; k < top; ++k) right.col(k).normalize();
  return make_svd(right, values, rank);
}

}  // namespace

SvdResult full_svd(const DenseOperator& table, std::size_t rank, Pool& pool) {
  disable_blas_threads();
  const bool small = table.rows() * table.columns() <= kSmall, tall = table.columns() <= table.rows();
  SvdResult svd = small  ? direct_svd(table, rank)
                  : tall ? svd_of_column_gram(table, rank, pool)
                         : svd_of_row_gram(table, rank);
  svd.products = Matrix(table.rows(), rank);
  table.multiply(svd.vectors, &svd.products, nullptr, pool);
  return svd;
}

}  // namespace kinfold
