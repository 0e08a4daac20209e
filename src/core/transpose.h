// Matrix transposition.
#pragma once
#include <cstddef>

#include "core/matrix.h"

namespace kinfold {

// to[k * stride_to + i] = from[i * stride + k] for i < rows and k < columns.
void transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t stride, float* to,
               std::size_t stride_to);

// Resizes `transposed` as needed.
inline void transpose(const Matrix& rows, Matrix& transposed) {
  transposed.resize(rows.rank(), rows.rows());
  transpose(rows[0], rows.rows(), rows.rank(), rows.stride(), transposed[0], transposed.stride());
}

}  // namespace kinfold
