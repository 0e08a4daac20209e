#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/product.h"
#include "core/random.h"
#include "table/svd_lapack.h"

namespace kinfold {
namespace {

using namespace svd_detail;

constexpr std::size_t kProbes = 10;          // random vectors that estimate the error bound
constexpr std::size_t kReleasedRows = 4096;  // rows whose memory is released at once

Matrix random_rows(std::size_t rows, std::size_t columns, std::uint64_t seed, std::uint64_t stream) {
  Matrix result(rows, columns);
  for (Id k = 0; k < rows; ++k) {
    Random random(seed, {0x5bec, stream, k});
    for (float& x : result.row(k)) x = float(random.normal());
  }
  return result;
}

// Y'Y
MatrixXd gram_of(const Matrix& products) {
  const std::size_t columns = products.rank();
  MatrixXd gram = MatrixXd::Zero(Index(columns), Index(columns));
  std::vector<double> wide(kSvdRows * columns);
  for (std::size_t first = 0; first < products.rows(); first += kSvdRows) {
    const std::size_t count = std::min(kSvdRows, products.rows() - first);
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(products.row(Id(first + i)), &wide[i * columns]);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, int(columns), int(count), 1, wide.data(), int(columns), 1,
                gram.data(), int(columns));
  }
  return gram;
}

Matrix stack_rows(const Matrix& above, const Matrix& below) {
  Matrix both(above.rows() + below.rows(), above.rank());
  std::ranges::copy(above.padded(), both[0]);
  std::ranges::copy(below.padded(), both[Id(above.rows())]);
  return both;
}

// Result of a pass over the table. `of_basis` (rows x size) are the images of the basis. Column w of `with_probes` has
// the products of the image of probe w with the images of the basis, and last its squared norm.
struct BasisImages {
  Matrix of_basis;
  MatrixXd with_probes;
};

BasisImages images_of(const LinearOperator& table, const Matrix& basis, const Matrix& probes, bool release,
                      Pool& pool) {
  const std::size_t size = basis.rows();
  BasisImages images{Matrix(table.rows(), size), MatrixXd()};
  const std::vector<std::size_t> cuts = row_cuts(table.rows());
  std::vector<MatrixXd> sums(cuts.size() - 1, MatrixXd::Zero(Index(size) + 1, Index(kProbes)));
  const auto collect = [&](std::size_t first, const Matrix& products) {
    const std::size_t part = std::size_t(std::ranges::upper_bound(cuts, first) - cuts.begin()) - 1;
    MatrixXd& sum = sums[part];
    for (Id i = 0; i < products.rows(); ++i) {
      const auto image = products.row(i).first(size);
      std::ranges::copy(image, images.of_basis[Id(first + i)]);
      for (std::size_t w = 0; w < kProbes; ++w) {
        const double probe = products[i][size + w];
        double* to = sum.col(Index(w)).data();
        for (std::size_t k = 0; k < size; ++k) to[k] += probe * image[k];
        to[size] += probe * probe;
      }
    }
    const std::size_t end = first + products.rows();
    if (release && (end - cuts[part]) % kReleasedRows == 0) table.release_rows(end - kReleasedRows, kReleasedRows);
  };
  table.pass(stack_rows(basis, probes), collect, nullptr, pool);
  images.with_probes = std::accumulate(sums.begin() + 1, sums.end(), sums[0]);
  return images;
}

// Error bound 10 sqrt(2 / pi) max_w |A w - sum_v A v (v.w)| over the probes w, with v the singular vectors. A v is a
// linear combination of the images of the basis, so the norms follow from `with_probes` and from `gram`, the Gram
// matrix of these images.
double bound_of(const Matrix& vectors, const Matrix& coefficients, const Matrix& probes, const MatrixXd& gram,
                const MatrixXd& with_probes) {
  const Index size = gram.rows();
  double max_square = 0;
  for (Id w = 0; w < kProbes; ++w) {
    Eigen::VectorXd part = Eigen::VectorXd::Zero(size);
    for (Id k = 0; k < vectors.rows(); ++k) {
      double length = 0;
      for (std::size_t c = 0; c < probes.rank(); ++c) length += double(probes[w][c]) * vectors[k][c];
      for (Index b = 0; b < size; ++b) part[b] += length * coefficients[k][std::size_t(b)];
    }
    const double both = part.dot(with_probes.col(w).head(size)),
                 own = part.dot(gram.selfadjointView<Eigen::Lower>() * part);
    max_square = std::max(max_square, with_probes(size, w) - 2 * both + own);
  }
  return 10 * std::sqrt(2 / std::numbers::pi) * std::sqrt(max_square);
}

// Rotates the basis: column k of the result is sum_b rotation_bk basis_b.
MatrixXd rotate_basis(const Matrix& basis, const MatrixXd& rotation, std::size_t rank) {
  MatrixXd right = MatrixXd::Zero(Index(basis.rank()), Index(rank));
  for (std::size_t k = 0; k < rank; ++k)
    for (Id b = 0; b < basis.rows(); ++b)
      for (std::size_t c = 0; c < basis.rank(); ++c) right(Index(c), Index(k)) += rotation(b, Index(k)) * basis[b][c];
  return right;
}

// Coefficients v.basis_c of each vector v in the basis.
Matrix coefficients_of(const Matrix& vectors, const Matrix& basis) {
  Matrix coefficients(vectors.rows(), basis.rows());
  product(vectors[0], vectors.rows(), vectors.stride(), basis[0], basis.rows(), basis.stride(), basis.rank(),
          coefficients[0], coefficients.stride());
  return coefficients;
}

// Replaces each row by its products with the vectors.
void project(Matrix& rows, const Matrix& vectors, Pool& pool) {
  Panels panels(vectors.rows(), vectors.rank());
  panels.set_rows(0, vectors[0], vectors.rows(), vectors.stride(), vectors.rank());
  pool.run((rows.rows() + kSvdRows - 1) / kSvdRows, [&](std::size_t number) {
    const std::size_t first = number * kSvdRows, count = std::min(kSvdRows, rows.rows() - first);
    Matrix products(count, vectors.rows());
    product(rows[Id(first)], count, rows.stride(), panels, 0, vectors.rows(), products[0], products.stride());
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(products.row(Id(i)), rows[Id(first + i)]);
  });
  rows.narrow(vectors.rows());
}

}  // namespace

// Each power iteration multiplies the subspace by A'A. The singular vectors within the subspace are those of A B', by
// the eigenvectors of its Gram matrix.
SvdResult randomized_svd(const LinearOperator& table, std::size_t rank, const RandomizedSvdOptions& options,
                         Pool& pool) {
  disable_blas_threads();
  const std::size_t size = std::min(rank + options.oversampling, std::min(table.rows(), table.columns()));
  Matrix basis = random_rows(size, table.columns(), options.seed, 0);
  for (std::size_t pass = 0; pass < std::max<std::size_t>(options.power_iterations, 1); ++pass) {
    Matrix next_basis;
    table.multiply(basis, nullptr, &next_basis, pool);
    basis = std::move(next_basis);
    orthonormalize(basis);
  }
  const Matrix probes = random_rows(kProbes, table.columns(), options.seed, 1);
  BasisImages images = images_of(table, basis, probes, options.release, pool);
  const MatrixXd gram = gram_of(images.of_basis);
  MatrixXd rotation = gram;
  const std::vector<double> values = square_roots(eigendecompose(rotation));
  SvdResult svd = make_svd(rotate_basis(basis, rotation, rank), values, rank);
  const Matrix coefficients = coefficients_of(svd.vectors, basis);
  svd.bound = bound_of(svd.vectors, coefficients, probes, gram, images.with_probes);
  project(images.of_basis, coefficients, pool);
  svd.products = std::move(images.of_basis);
  return svd;
}

}  // namespace kinfold
