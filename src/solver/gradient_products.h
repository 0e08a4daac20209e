// Backpropagation through a score matrix. If S = Q C^T has the gradient G, then Q has the gradient G C and C has G^T Q.
#pragma once
#include "core/matrix.h"
#include "core/product.h"
#include "core/transpose.h"
#include "topk/distances.h"

namespace kinfold {

// to = gradients * rows, with `width` columns; rows of `to` are `stride` floats apart.
inline void gradient_product(const Matrix& gradients, const MatrixView& rows, std::size_t width, float* to,
                             std::size_t stride) {
  Panels columns(width, rows.rows);
  columns.set_columns(rows.row, rows.stride);
  product(gradients[0], gradients.rows(), gradients.stride(), columns, 0, width, to, stride);
}

}  // namespace kinfold
