#include "graph/dense.h"

#include <algorithm>

#include "core/product.h"

namespace kinfold {
namespace {

constexpr std::size_t kRows = 256, kAcross = 16;

void by_rows(const Table& a, const Panels& b, Table& out, Pool& pool, std::size_t rows) {
  pool.run((a.rows() + rows - 1) / rows, [&](std::size_t chunk) {
    const std::size_t first = chunk * rows, count = std::min(rows, a.rows() - first);
    product(a[Id(first)], count, a.stride(), b, 0, b.rows(), out[Id(first)], out.stride());
  });
}

}  // namespace

void multiply(const Table& in, const Table& weights, Table& out, Pool& pool) {
  out.shape(in.rows(), weights.rank());
  Panels columns(weights.rank(), weights.rows());
  columns.set_columns(weights[0], weights.stride());
  by_rows(in, columns, out, pool, kRows);
}

void multiply_back(const Table& slopes, const Table& weights, Table& of_in, Pool& pool) {
  of_in.shape(slopes.rows(), weights.rows());
  Panels rows(weights.rows(), weights.rank());
  rows.set_rows(0, weights[0], weights.rows(), weights.stride(), weights.rank());
  by_rows(slopes, rows, of_in, pool, kRows);
}

void multiply_across(const Table& in, const Table& slopes, Table& of_weights, Pool& pool) {
  of_weights.shape(in.rank(), slopes.rank());
  Table turned(in.rank(), in.rows());
  pool.run((in.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    for (std::size_t n = chunk * kRows; n < std::min(in.rows(), (chunk + 1) * kRows); ++n)
      for (std::size_t k = 0; k < in.rank(); ++k) turned[Id(k)][n] = in[Id(n)][k];
  });
  Panels columns(slopes.rank(), slopes.rows());
  columns.set_columns(slopes[0], slopes.stride());
  by_rows(turned, columns, of_weights, pool, kAcross);
}

}  // namespace kinfold
