// What scores' slopes make of the rows that met: S = Q C^T has slopes G, so Q has G C, and C has G^T Q.
#pragma once
#include "core/product.h"
#include "core/table.h"
#include "core/turn.h"
#include "scorer/distances.h"

namespace kinfold {

// to = slopes . rows
inline void weigh(const Table& slopes, const RowBlock& rows, std::size_t width, float* to, std::size_t stride) {
  Panels columns(width, rows.rows);
  columns.set_columns(rows.row, rows.stride);
  product(slopes[0], slopes.rows(), slopes.stride(), columns, 0, width, to, stride);
}

}  // namespace kinfold
