#include "table/svd_lapack.h"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace kinfold {
namespace svd_detail {

void disable_blas_threads() {
  static const bool done = (openblas_set_num_threads(1), true);
  (void)done;
}

void check(int status) {
  if (status != 0) throw Error("LAPACK did not converge", "", "use --solver randomized");
}

SvdResult make_svd(const MatrixXd& right, const std::vector<double>& values, std::size_t rank) {
  SvdResult svd{Matrix(rank, std::size_t(right.rows())), {values.begin(), values.begin() + std::ptrdiff_t(rank)}};
  for (std::size_t k = 0; k < rank; ++k)
    for (Index c = 0; c < right.rows(); ++c) svd.vectors[Id(k)][c] = float(right(c, Index(k)));
  fix_signs(svd.vectors);
  return svd;
}

std::vector<double> eigendecompose(MatrixXd& symmetric) {
  std::vector<double> values(static_cast<std::size_t>(symmetric.rows()));
  check(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', int(symmetric.rows()), symmetric.data(), int(symmetric.rows()),
                       values.data()));
  std::ranges::reverse(values);
  symmetric = symmetric.rowwise().reverse().eval();
  return values;
}

std::vector<double> square_roots(std::vector<double> values) {
  for (double& value : values) value = std::sqrt(std::max(value, 0.0));
  return values;
}

void orthonormalize(Matrix& rows) {
  MatrixXd columns{Index(rows.rank()), Index(rows.rows())};
  for (Id k = 0; k < rows.rows(); ++k)
    for (std::size_t c = 0; c < rows.rank(); ++c) columns(Index(c), k) = rows[k][c];
  const int length = int(columns.rows()), count = int(columns.cols());
  std::vector<double> reflections(rows.rows());
  check(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, length, count, columns.data(), length, reflections.data()));
  check(LAPACKE_dorgqr(LAPACK_COL_MAJOR, length, count, count, columns.data(), length, reflections.data()));
  for (Id k = 0; k < rows.rows(); ++k)
    for (std::size_t c = 0; c < rows.rank(); ++c) rows[k][c] = float(columns(Index(c), k));
}

}  // namespace svd_detail

void fix_signs(Matrix& vectors) {
  for (Id k = 0; k < vectors.rows(); ++k) {
    const auto row = vectors.row(k);
    const auto largest = std::ranges::max_element(row, {}, [](float x) { return std::fabs(x); });
    if (largest != row.end() && *largest < 0)
      for (float& x : row) x = -x;
  }
}

double min_principal_cosine(const Matrix& a, const Matrix& b) {
  using namespace svd_detail;
  disable_blas_threads();
  Matrix first = a, second = b;
  orthonormalize(first);
  orthonormalize(second);
  MatrixXd products(Index(a.rows()), Index(b.rows()));
  for (Id i = 0; i < a.rows(); ++i)
    for (Id j = 0; j < b.rows(); ++j) {
      double sum = 0;
      for (std::size_t c = 0; c < a.rank(); ++c) sum += double(first[i][c]) * second[j][c];
      products(i, j) = sum;
    }
  const int rows = int(products.rows()), columns = int(products.cols());
  std::vector<double> cosines(std::min(a.rows(), b.rows()));
  check(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', rows, columns, products.data(), rows, cosines.data(), nullptr, rows,
                       nullptr, columns));
  return cosines.back();
}

}  // namespace kinfold
