#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/product.h"
#include "core/random.h"
#include "solver/spectral_parts.h"

namespace kinfold {
namespace {

using namespace spectral;

constexpr std::size_t kProbes = 10;       // random vectors that the bound is read from
constexpr std::size_t kForgotten = 4096;  // rows whose cells go together

Table random_rows(std::size_t rows, std::size_t columns, std::uint64_t seed, std::uint64_t stream) {
  Table result(rows, columns);
  for (Id k = 0; k < rows; ++k) {
    Random random(seed, {0x5bec, stream, k});
    for (float& x : result.row(k)) x = float(random.normal());
  }
  return result;
}

// Y'Y
Matrix gram_of(const Table& products) {
  const std::size_t columns = products.rank();
  Matrix gram = Matrix::Zero(Index(columns), Index(columns));
  std::vector<double> wide(kRows * columns);
  for (std::size_t first = 0; first < products.rows(); first += kRows) {
    const std::size_t count = std::min(kRows, products.rows() - first);
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(products.row(Id(first + i)), &wide[i * columns]);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, int(columns), int(count), 1, wide.data(), int(columns), 1,
                gram.data(), int(columns));
  }
  return gram;
}

Table joined(const Table& above, const Table& below) {
  Table both(above.rows() + below.rows(), above.rank());
  std::ranges::copy(above.padded(), both[0]);
  std::ranges::copy(below.padded(), both[Id(above.rows())]);
  return both;
}

// What a pass over the table leaves: the images of the basis, row by row, and of those of the probes w their products
// with these, a column each, and last their squares.
struct Images {
  Table of_basis;
  Matrix with_probes;
};

Images images_of(const Operator& table, const Table& basis, const Table& probes, bool last, Pool& pool) {
  const std::size_t size = basis.rows();
  Images images{Table(table.rows(), size), Matrix()};
  const std::vector<std::size_t> cuts = row_cuts(table.rows());
  std::vector<Matrix> sums(cuts.size() - 1, Matrix::Zero(Index(size) + 1, Index(kProbes)));
  const auto take = [&](std::size_t first, const Table& products) {
    const std::size_t part = std::size_t(std::ranges::upper_bound(cuts, first) - cuts.begin()) - 1;
    Matrix& sum = sums[part];
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
    if (last && (end - cuts[part]) % kForgotten == 0) table.forget(end - kForgotten, kForgotten);
  };
  table.pass(joined(basis, probes), take, nullptr, pool);
  images.with_probes = std::accumulate(sums.begin() + 1, sums.end(), sums[0]);
  return images;
}

// The images of the probes w less those of their parts along the vectors v: 10 sqrt(2 / pi) max |A w - A v v.w|, where
// A v is a sum of images of the basis, and so the squares are read from their products, `gram` among themselves.
double bound_of(const Table& vectors, const Table& along, const Table& probes, const Matrix& gram,
                const Matrix& with_probes) {
  const Index size = gram.rows();
  double most = 0;
  for (Id w = 0; w < kProbes; ++w) {
    Eigen::VectorXd part = Eigen::VectorXd::Zero(size);
    for (Id k = 0; k < vectors.rows(); ++k) {
      double length = 0;
      for (std::size_t c = 0; c < probes.rank(); ++c) length += double(probes[w][c]) * vectors[k][c];
      for (Index b = 0; b < size; ++b) part[b] += length * along[k][std::size_t(b)];
    }
    const double both = part.dot(with_probes.col(w).head(size)),
                 own = part.dot(gram.selfadjointView<Eigen::Lower>() * part);
    most = std::max(most, with_probes(size, w) - 2 * both + own);
  }
  return 10 * std::sqrt(2 / std::numbers::pi) * std::sqrt(most);
}

// Each vector is turned by the columns of a matrix: sum_b turn_bk basis_b.
Matrix turned(const Table& basis, const Matrix& turn, std::size_t rank) {
  Matrix right = Matrix::Zero(Index(basis.rank()), Index(rank));
  for (std::size_t k = 0; k < rank; ++k)
    for (Id b = 0; b < basis.rows(); ++b)
      for (std::size_t c = 0; c < basis.rank(); ++c) right(Index(c), Index(k)) += turn(b, Index(k)) * basis[b][c];
  return right;
}

// v.basis_c of each vector v.
Table along_of(const Table& vectors, const Table& basis) {
  Table along(vectors.rows(), basis.rows());
  product(vectors[0], vectors.rows(), vectors.stride(), basis[0], basis.rows(), basis.stride(), basis.rank(), along[0],
          along.stride());
  return along;
}

// Each row becomes its products with the vectors, in its place.
void project(Table& rows, const Table& vectors, Pool& pool) {
  Panels panels(vectors.rows(), vectors.rank());
  panels.set_rows(0, vectors[0], vectors.rows(), vectors.stride(), vectors.rank());
  pool.run((rows.rows() + kRows - 1) / kRows, [&](std::size_t number) {
    const std::size_t first = number * kRows, count = std::min(kRows, rows.rows() - first);
    Table products(count, vectors.rows());
    product(rows[Id(first)], count, rows.stride(), panels, 0, vectors.rows(), products[0], products.stride());
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(products.row(Id(i)), rows[Id(first + i)]);
  });
  rows.narrow(vectors.rows());
}

}  // namespace

// The subspace takes A'A once a pass; within it the vectors are those of A B', by the eigenvectors of its Gram matrix.
Spectrum randomized_spectrum(const Operator& table, std::size_t rank, const RandomizedRule& rule, Pool& pool) {
  leave_threads_to_the_pool();
  const std::size_t size = std::min(rank + rule.oversampling, std::min(table.rows(), table.columns()));
  Table basis = random_rows(size, table.columns(), rule.seed, 0);
  for (std::size_t pass = 0; pass < std::max<std::size_t>(rule.passes, 1); ++pass) {
    Table drawn;
    table.multiply(basis, nullptr, &drawn, pool);
    basis = std::move(drawn);
    orthonormalize(basis);
  }
  const Table probes = random_rows(kProbes, table.columns(), rule.seed, 1);
  Images images = images_of(table, basis, probes, rule.last, pool);
  const Matrix gram = gram_of(images.of_basis);
  Matrix turn = gram;
  const std::vector<double> values = roots(decompose(turn));
  Spectrum spectrum = spectrum_of(turned(basis, turn, rank), values, rank);
  const Table along = along_of(spectrum.vectors, basis);
  spectrum.bound = bound_of(spectrum.vectors, along, probes, gram, images.with_probes);
  project(images.of_basis, along, pool);
  spectrum.products = std::move(images.of_basis);
  return spectrum;
}

}  // namespace kinfold
