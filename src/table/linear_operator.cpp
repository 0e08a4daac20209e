#include "table/linear_operator.h"

#include <cmath>

#include "core/chunks.h"
#include "core/pages.h"
#include "core/product.h"
#include "core/transpose.h"
#include "core/vector.h"

namespace kinfold {
namespace {

constexpr std::size_t kDenseBlock = 64;  // rows of a block: they stay in cache while they are used twice
constexpr std::size_t kDenseParts = 8;   // parallel parts, whose sums are added up in order

void centre(float* __restrict row, const float* __restrict mean, const float* __restrict factor, std::size_t count) {
  for (std::size_t c = 0; c < count; ++c) row[c] = (row[c] - mean[c]) * factor[c];
}

// Calls body(part, first, count) for the row blocks of each part in order; the parts run in parallel.
template <class Body>
void in_parts(Pool& pool, std::size_t rows, std::size_t block, const Body& body) {
  const std::vector<std::size_t> cut = row_cuts(rows);
  pool.run(cut.size() - 1, [&](std::size_t part) {
    for (std::size_t first = cut[part]; first < cut[part + 1]; first += block)
      body(part, first, std::min(block, cut[part + 1] - first));
  });
}

Matrix transposed(const Matrix& table) {
  Matrix result;
  transpose(table, result);
  return result;
}

// Adds all tables to the first one, in order.
void add_up(std::vector<Matrix>& tables, Pool& pool) {
  parallel_for(pool, tables[0].padded().size(), [&](std::size_t at) {
    for (std::size_t part = 1; part < tables.size(); ++part) tables[0].padded()[at] += tables[part].padded()[at];
  });
}

double factor_of(const Centring& centring, std::size_t column) {
  return centring.factor.empty() ? 1 : centring.factor[column];
}
double mean_of(const Centring& centring, std::size_t column) {
  return centring.mean.empty() ? 0 : centring.mean[column];
}

}  // namespace

std::vector<std::size_t> row_cuts(std::size_t rows) {
  const std::size_t parts = std::min(kDenseParts, (rows + kDenseBlock - 1) / kDenseBlock);
  std::vector<std::size_t> result{0};
  for (std::size_t part = 1; part <= parts; ++part) result.push_back(rows * part / parts);
  return result;
}

void LinearOperator::multiply(const Matrix& basis, Matrix* products, Matrix* back, Pool& pool) const {
  const auto store = [&](std::size_t first, const Matrix& images) {
    for (std::size_t i = 0; products && i < images.rows(); ++i)
      std::ranges::copy(images.row(Id(i)), (*products)[Id(first + i)]);
  };
  pass(basis, store, back, pool);
}

DenseOperator::DenseOperator(const RowBlocks& blocks, const Centring& centring)
    : blocks_(blocks),
      mean_(blocks.columns()),
      factor_(blocks.columns(), 1),
      plain_(centring.mean.empty() && centring.factor.empty()) {
  for (std::size_t c = 0; c < blocks.columns(); ++c) {
    mean_[c] = float(mean_of(centring, c));
    factor_[c] = float(factor_of(centring, c));
  }
}

void DenseOperator::read(std::size_t first, std::size_t count, float* out, std::size_t stride) const {
  blocks_.read(first, count, out, stride);
  for (std::size_t i = 0; i < count && !plain_; ++i) centre(out + i * stride, mean_.data(), factor_.data(), columns());
}

void DenseOperator::pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const {
  const std::size_t vectors = basis.rows();
  Panels panels(vectors, columns());
  panels.set_rows(0, basis[0], vectors, basis.stride(), columns());
  std::vector<Matrix> sums(back ? row_cuts(rows()).size() - 1 : 0);
  for (Matrix& sum : sums) sum = Matrix(vectors, columns());
  in_parts(pool, rows(), kDenseBlock, [&](std::size_t part, std::size_t first, std::size_t count) {
    Matrix block(count, columns()), images(count, vectors);
    read(first, count, block[0], block.stride());
    product(block[0], count, block.stride(), panels, 0, vectors, images[0], images.stride());
    transform(first, images);
    if (!back) return;
    const Matrix block_t = transposed(images);
    Panels column_panels(columns(), count);
    column_panels.set_columns(block[0], block.stride());
    add_product(block_t[0], vectors, block_t.stride(), column_panels, 0, columns(), sums[part][0], sums[part].stride());
  });
  if (!back) return;
  add_up(sums, pool);
  *back = std::move(sums[0]);
}

CsrMatrix DenseOperator::cells(std::size_t first, std::size_t count) const {
  Matrix block(count, columns());
  read(first, count, block[0], block.stride());
  CsrMatrix result;
  result.columns = columns();
  for (Id i = 0; i < count; ++i) {
    for (Id c = 0; c < columns(); ++c)
      if (block[i][c] != 0) result.column.push_back(c), result.value.push_back(block[i][c]);
    result.close();
  }
  return result;
}

SparseOperator::SparseOperator(const CsrMatrix& table, const Centring& centring) : table_(table), centring_(centring) {}

// With X the sparse table, D the factors and m the means: A B' = X D B' - 1 (m'D B') and A'Y = D (X'Y - m 1'Y).
void SparseOperator::pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const {
  const std::size_t vectors = basis.rows();
  Matrix block_t = transposed(basis);
  std::vector<double> shift(vectors);
  for (Id c = 0; c < columns(); ++c)
    for (std::size_t k = 0; k < vectors; ++k) {
      block_t[c][k] *= float(factor_of(centring_, c));
      shift[k] += mean_of(centring_, c) * block_t[c][k];
    }
  const std::size_t parts = row_cuts(rows()).size() - 1;
  std::vector<Matrix> sums(back ? parts : 0);
  std::vector<std::vector<double>> totals(parts, std::vector<double>(vectors));
  for (Matrix& sum : sums) sum = Matrix(columns(), vectors);
  in_parts(pool, rows(), kDenseBlock, [&](std::size_t part, std::size_t first, std::size_t rows) {
    Matrix images(rows, vectors);
    for (Id i = 0; i < rows; ++i) {
      weighted_sum(block_t, table_.columns_of(first + i), table_.values_of(first + i), nullptr, images[i]);
      for (std::size_t k = 0; k < vectors; ++k) images[i][k] -= float(shift[k]);
    }
    transform(first, images);
    for (Id i = 0; back && i < rows; ++i) {
      scatter_add(sums[part], table_.columns_of(first + i), table_.values_of(first + i), images[i]);
      for (std::size_t k = 0; k < vectors; ++k) totals[part][k] += images[i][k];
    }
  });
  if (!back) return;
  add_up(sums, pool);
  for (std::size_t part = 1; part < parts; ++part)
    for (std::size_t k = 0; k < vectors; ++k) totals[0][k] += totals[part][k];
  *back = Matrix(vectors, columns());
  for (Id c = 0; c < columns(); ++c)
    for (std::size_t k = 0; k < vectors; ++k)
      (*back)[Id(k)][c] = float(factor_of(centring_, c) * (sums[0][c][k] - mean_of(centring_, c) * totals[0][k]));
}

CsrMatrix SparseOperator::cells(std::size_t first, std::size_t count) const {
  CsrMatrix result;
  result.columns = columns();
  for (std::size_t row = first; row < first + count; ++row) {
    const auto members = table_.columns_of(row);
    const auto values = table_.values_of(row);
    for (std::size_t n = 0; n < members.size(); ++n) {
      result.column.push_back(members[n]);
      result.value.push_back(float(values[n] * factor_of(centring_, members[n])));
    }
    result.close();
  }
  return result;
}

void SparseOperator::release_rows(std::size_t first, std::size_t count) const {
  const std::size_t begin = table_.begin[first], cells = table_.begin[first + count] - begin;
  discard_pages(std::as_bytes(std::span(table_.column.data() + begin, cells)));
  discard_pages(std::as_bytes(std::span(table_.value.data() + begin, cells)));
}

// Merges means and sums of squares of blocks of rows (Chan, Golub, LeVeque 1983).
ColumnStats column_stats(const RowBlocks& blocks, Pool& pool) {
  const std::size_t columns = blocks.columns(), rows = blocks.rows();
  struct PartialMoments {
    double rows = 0;
    std::vector<double> mean, squares;
  };
  const auto join = [columns](PartialMoments& whole, const PartialMoments& part) {
    const double all = whole.rows + part.rows;
    for (std::size_t c = 0; c < columns && part.rows > 0; ++c) {
      const double difference = part.mean[c] - whole.mean[c];
      whole.mean[c] += difference * part.rows / all;
      whole.squares[c] += part.squares[c] + difference * difference * whole.rows * part.rows / all;
    }
    whole.rows = all;
  };
  const PartialMoments none{0, std::vector<double>(columns), std::vector<double>(columns)};
  std::vector<PartialMoments> parts(kDenseParts, none);
  in_parts(pool, rows, kDenseBlock, [&](std::size_t number, std::size_t first, std::size_t count) {
    Matrix block(count, columns);
    blocks.read(first, count, block[0], block.stride());
    PartialMoments part = none;
    part.rows = double(count);
    for (Id i = 0; i < count; ++i)
      for (std::size_t c = 0; c < columns; ++c) part.mean[c] += block[i][c];
    for (double& mean : part.mean) mean /= part.rows;  // exact if all cells are equal
    for (Id i = 0; i < count; ++i)
      for (std::size_t c = 0; c < columns; ++c) part.squares[c] += std::pow(block[i][c] - part.mean[c], 2);
    join(parts[number], part);
  });
  for (std::size_t number = 1; number < parts.size(); ++number) join(parts[0], parts[number]);
  ColumnStats stats{std::move(parts[0].mean), std::move(parts[0].squares)};
  for (double& stddev : stats.stddev) stddev = std::sqrt(stddev / double(rows));
  return stats;
}

ColumnStats column_stats(const CsrMatrix& table) {
  ColumnStats stats{std::vector<double>(table.columns), std::vector<double>(table.columns)};
  const double rows = double(table.rows());
  for (std::size_t n = 0; n < table.value.size(); ++n) stats.mean[table.column[n]] += table.value[n] / rows;
  // Starts as if all cells were zero, then corrects for each nonzero cell.
  for (std::size_t c = 0; c < table.columns; ++c) stats.stddev[c] = stats.mean[c] * stats.mean[c];
  for (std::size_t n = 0; n < table.value.size(); ++n) {
    const double mean = stats.mean[table.column[n]], x = table.value[n];
    stats.stddev[table.column[n]] += x * (x - 2 * mean) / rows;
  }
  for (double& stddev : stats.stddev) stddev = std::sqrt(std::max(stddev, 0.0));
  return stats;
}

}  // namespace kinfold
