#include "solver/spectral.h"

#include <cblas.h>
#include <lapacke.h>

#include <Eigen/Core>
#include <cmath>
#include <numbers>

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

// Y'Y of the first so many columns
Matrix gram_of(const Table& products, std::size_t columns) {
  Matrix gram = Matrix::Zero(Index(columns), Index(columns));
  std::vector<double> wide(kRows * columns);
  for (std::size_t first = 0; first < products.rows(); first += kRows) {
    const std::size_t count = std::min(kRows, products.rows() - first);
    for (std::size_t i = 0; i < count; ++i)
      std::ranges::copy(products.row(Id(first + i)).first(columns), &wide[i * columns]);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, int(columns), int(count), 1, wide.data(), int(columns), 1,
                gram.data(), int(columns));
  }
  return gram;
}

// The images of the probes w less those of their parts along the vectors v: 10 sqrt(2 / pi) max |A w - A v v.w|. The
// images of the probes are the last columns of `images`.
double bound_of(const Spectrum& spectrum, const Table& probes, const Table& images) {
  const std::size_t rank = spectrum.vectors.rows(), first = images.rank() - kProbes;
  std::vector<double> squares(kProbes);
  for (Id w = 0; w < kProbes; ++w) {
    std::vector<double> along(rank);
    for (Id k = 0; k < rank; ++k)
      for (std::size_t c = 0; c < probes.rank(); ++c) along[k] += double(probes[w][c]) * spectrum.vectors[k][c];
    for (Id row = 0; row < images.rows(); ++row) {
      double left = images[row][first + w];
      for (std::size_t k = 0; k < rank; ++k) left -= along[k] * spectrum.products[row][k];
      squares[w] += left * left;
    }
  }
  return 10 * std::sqrt(2 / std::numbers::pi) * std::sqrt(std::ranges::max(squares));
}

// Each vector is turned by the columns of a matrix: sum_b turn_bk basis_b.
Matrix turned(const Table& basis, const Matrix& turn, std::size_t rank) {
  Matrix right = Matrix::Zero(Index(basis.rank()), Index(rank));
  for (std::size_t k = 0; k < rank; ++k)
    for (Id b = 0; b < basis.rows(); ++b)
      for (std::size_t c = 0; c < basis.rank(); ++c) right(Index(c), Index(k)) += turn(b, Index(k)) * basis[b][c];
  return right;
}

// sum_c image_c v.basis_c for each row of images and each vector v, whose signs are settled.
Table products_of(const Table& images, const Table& basis, const Table& vectors) {
  Table along(vectors.rows(), basis.rows()), products(images.rows(), vectors.rows());
  product(vectors[0], vectors.rows(), vectors.stride(), basis[0], basis.rows(), basis.stride(), basis.rank(), along[0],
          along.stride());
  product(images[0], images.rows(), images.stride(), along[0], along.rows(), along.stride(), along.rank(), products[0],
          products.stride());
  return products;
}

Table joined(const Table& above, const Table& below) {
  Table both(above.rows() + below.rows(), above.rank());
  std::ranges::copy(above.padded(), both[0]);
  std::ranges::copy(below.padded(), both[Id(above.rows())]);
  return both;
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
  Table images(table.rows(), size + kProbes);
  table.multiply(joined(basis, probes), &images, nullptr, pool);
  Matrix gram = gram_of(images, size);
  const std::vector<double> values = roots(decompose(gram));
  Spectrum spectrum = spectrum_of(turned(basis, gram, rank), values, rank);
  spectrum.products = products_of(images, basis, spectrum.vectors);
  spectrum.bound = bound_of(spectrum, probes, images);
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
