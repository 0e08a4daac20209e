#include "solver/spectral.h"

#include <cblas.h>
#include <lapacke.h>

#include <Eigen/Core>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/error.h"
#include "core/product.h"
#include "core/random.h"

namespace kinfold {
namespace {

using Matrix = Eigen::MatrixXd;  // column after column
using Index = Eigen::Index;

constexpr std::size_t kSmall = std::size_t{1} << 21;  // cells of a table that is decomposed as it stands
constexpr std::size_t kProbes = 10;                   // random vectors that the bound is read from
constexpr std::size_t kRows = 256;

// BLAS is called by the pool's threads, and has none of its own: results do not depend on their number.
void leave_threads_to_the_pool() {
  static const bool done = (openblas_set_num_threads(1), true);
  (void)done;
}

void check(lapack_int status) {
  if (status != 0) throw Error("LAPACK did not converge", "", "use --solver randomized");
}

Matrix matrix_of(const DenseOperator& table) {
  Matrix whole{Index(table.rows()), Index(table.columns())};
  Table block(kRows, table.columns());
  for (std::size_t first = 0; first < table.rows(); first += kRows) {
    const std::size_t count = std::min(kRows, table.rows() - first);
    table.read(first, count, block[0], block.stride());
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t c = 0; c < table.columns(); ++c) whole(Index(first + i), Index(c)) = block[Id(i)][c];
  }
  return whole;
}

// Rows of the spectrum from the columns of a matrix of right singular vectors, in their order.
Spectrum spectrum_of(const Matrix& right, const std::vector<double>& values, std::size_t rank) {
  Spectrum spectrum{Table(rank, std::size_t(right.rows())), {values.begin(), values.begin() + std::ptrdiff_t(rank)}};
  for (std::size_t k = 0; k < rank; ++k)
    for (Index c = 0; c < right.rows(); ++c) spectrum.vectors[Id(k)][c] = float(right(c, Index(k)));
  fix_signs(spectrum.vectors);
  return spectrum;
}

// A = U S V'
Spectrum of_the_table(const DenseOperator& table, std::size_t rank) {
  Matrix a = matrix_of(table);
  const Index least = std::min(a.rows(), a.cols());
  Matrix left(a.rows(), least), right(least, a.cols());
  std::vector<double> values(static_cast<std::size_t>(least));
  check(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', int(a.rows()), int(a.cols()), a.data(), int(a.rows()), values.data(),
                       left.data(), int(a.rows()), right.data(), int(least)));
  return spectrum_of(right.transpose(), values, rank);
}

// Eigenvectors of a symmetric matrix, of which the lower triangle is given, by falling value.
std::vector<double> decompose(Matrix& symmetric) {
  std::vector<double> values(static_cast<std::size_t>(symmetric.rows()));
  check(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', int(symmetric.rows()), symmetric.data(), int(symmetric.rows()),
                       values.data()));
  std::ranges::reverse(values);
  symmetric = symmetric.rowwise().reverse().eval();
  return values;
}

std::vector<double> roots(std::vector<double> values) {
  for (double& value : values) value = std::sqrt(std::max(value, 0.0));
  return values;
}

// A'A = V S^2 V', added up over blocks of rows in parts.
Spectrum of_the_columns(const DenseOperator& table, std::size_t rank, Pool& pool) {
  const std::size_t columns = table.columns();
  const std::size_t parts = std::clamp<std::size_t>((std::size_t{1} << 25) / (columns * columns), 1, 8);
  std::vector<Matrix> sums(parts, Matrix::Zero(Index(columns), Index(columns)));
  Pool alone(1);
  const bool shareable = openblas_get_parallel() != 0;  // a BLAS without locks is called by one thread at a time
  (shareable ? pool : alone).run(parts, [&](std::size_t part) {
    const std::size_t end = table.rows() * (part + 1) / parts;
    Table block(kRows, columns);
    std::vector<double> wide(kRows * columns);
    for (std::size_t first = table.rows() * part / parts; first < end; first += kRows) {
      const std::size_t count = std::min(kRows, end - first);
      table.read(first, count, block[0], block.stride());
      for (std::size_t i = 0; i < count; ++i) std::ranges::copy(block.row(Id(i)), &wide[i * columns]);
      cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, int(columns), int(count), 1, wide.data(), int(columns), 1,
                  sums[part].data(), int(columns));
    }
  });
  for (std::size_t part = 1; part < parts; ++part) sums[0] += sums[part];
  const std::vector<double> values = roots(decompose(sums[0]));
  return spectrum_of(sums[0], values, rank);
}

// A A' = U S^2 U', and V = A'U / S
Spectrum of_the_rows(const DenseOperator& table, std::size_t rank) {
  const Matrix a = matrix_of(table);
  const int rows = int(a.rows()), columns = int(a.cols()), kept = int(rank);
  Matrix gram = Matrix::Zero(rows, rows), right(columns, kept);
  cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, rows, columns, 1, a.data(), rows, 0, gram.data(), rows);
  const std::vector<double> values = roots(decompose(gram));
  cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, columns, kept, rows, 1, a.data(), rows, gram.data(), rows, 0,
              right.data(), columns);
  for (int k = 0; k < kept; ++k) right.col(k).normalize();
  return spectrum_of(right, values, rank);
}

// An orthonormal basis of the rows.
void orthonormalize(Table& rows) {
  Matrix columns{Index(rows.rank()), Index(rows.rows())};
  for (Id k = 0; k < rows.rows(); ++k)
    for (std::size_t c = 0; c < rows.rank(); ++c) columns(Index(c), k) = rows[k][c];
  const int length = int(columns.rows()), count = int(columns.cols());
  std::vector<double> reflections(rows.rows());
  check(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, length, count, columns.data(), length, reflections.data()));
  check(LAPACKE_dorgqr(LAPACK_COL_MAJOR, length, count, count, columns.data(), length, reflections.data()));
  for (Id k = 0; k < rows.rows(); ++k)
    for (std::size_t c = 0; c < rows.rank(); ++c) rows[k][c] = float(columns(Index(c), k));
}

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

Images images_of(const Operator& table, const Table& basis, const Table& probes, Pool& pool) {
  const std::size_t size = basis.rows();
  Images images{Table(table.rows(), size), Matrix()};
  const std::vector<std::size_t> cuts = row_cuts(table.rows());
  std::vector<Matrix> sums(cuts.size() - 1, Matrix::Zero(Index(size) + 1, Index(kProbes)));
  const auto take = [&](std::size_t first, const Table& products) {
    Matrix& sum = sums[std::size_t(std::ranges::upper_bound(cuts, first) - cuts.begin()) - 1];
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

Spectrum full_spectrum(const DenseOperator& table, std::size_t rank, Pool& pool) {
  leave_threads_to_the_pool();
  const bool small = table.rows() * table.columns() <= kSmall, tall = table.columns() <= table.rows();
  Spectrum spectrum = small  ? of_the_table(table, rank)
                      : tall ? of_the_columns(table, rank, pool)
                             : of_the_rows(table, rank);
  spectrum.products = Table(table.rows(), rank);
  table.multiply(spectrum.vectors, &spectrum.products, nullptr, pool);
  return spectrum;
}

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
  Images images = images_of(table, basis, probes, pool);
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

void fix_signs(Table& vectors) {
  for (Id k = 0; k < vectors.rows(); ++k) {
    const auto row = vectors.row(k);
    const auto largest = std::ranges::max_element(row, {}, [](float x) { return std::fabs(x); });
    if (largest != row.end() && *largest < 0)
      for (float& x : row) x = -x;
  }
}

double least_cosine(const Table& a, const Table& b) {
  leave_threads_to_the_pool();
  Table first = a, second = b;
  orthonormalize(first);
  orthonormalize(second);
  Matrix products(Index(a.rows()), Index(b.rows()));
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
