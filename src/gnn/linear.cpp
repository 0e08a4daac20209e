#include "gnn/linear.h"

#include <algorithm>

#include "core/product.h"

namespace kinfold {
namespace {

constexpr std::size_t kRows = 256, kAcross = 16;

void by_rows(const Matrix& a, const Panels& b, Matrix& out, Pool& pool, std::size_t rows) {
  pool.run((a.rows() + rows - 1) / rows, [&](std::size_t chunk) {
    const std::size_t first = chunk * rows, count = std::min(rows, a.rows() - first);
    product(a[Id(first)], count, a.stride(), b, 0, b.rows(), out[Id(first)], out.stride());
  });
}

}  // namespace

void matmul(const Matrix& in, const Matrix& weights, Matrix& out, Pool& pool) {
  out.resize(in.rows(), weights.rank());
  Panels columns(weights.rank(), weights.rows());
  columns.set_columns(weights[0], weights.stride());
  by_rows(in, columns, out, pool, kRows);
}

void matmul_grad_input(const Matrix& gradients, const Matrix& weights, Matrix& of_in, Pool& pool) {
  of_in.resize(gradients.rows(), weights.rows());
  Panels rows(weights.rows(), weights.rank());
  rows.set_rows(0, weights[0], weights.rows(), weights.stride(), weights.rank());
  by_rows(gradients, rows, of_in, pool, kRows);
}

void matmul_grad_weight(const Matrix& in, const Matrix& gradients, Matrix& of_weights, Pool& pool) {
  of_weights.resize(in.rank(), gradients.rank());
  Matrix in_t(in.rank(), in.rows());
  pool.run((in.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    for (std::size_t n = chunk * kRows; n < std::min(in.rows(), (chunk + 1) * kRows); ++n)
      for (std::size_t k = 0; k < in.rank(); ++k) in_t[Id(k)][n] = in[Id(n)][k];
  });
  Panels columns(gradients.rank(), gradients.rows());
  columns.set_columns(gradients[0], gradients.stride());
  by_rows(in_t, columns, of_weights, pool, kAcross);
}

}  // namespace kinfold
