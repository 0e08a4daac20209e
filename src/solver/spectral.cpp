#include "solver/spectral.h"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>

#include "solver/spectral_parts.h"

namespace kinfold {
namespace {

using namespace spectral;

constexpr std::size_t kSmall = std::size_t{1} << 21;  // cells of a table that is decomposed as it stands

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

}  // namespace kinfold
