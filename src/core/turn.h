// The transpose of a table: rows become columns.
#pragma once
#include <cstddef>

#include "core/table.h"

namespace kinfold {

// to[k * stride_to + i] = from[i * stride + k] for i < rows and k < columns.
void turn(const float* from, std::size_t rows, std::size_t columns, std::size_t stride, float* to,
          std::size_t stride_to);

inline void turn(const Table& rows, Table& turned) {
  turned.shape(rows.rank(), rows.rows());
  turn(rows[0], rows.rows(), rows.rank(), rows.stride(), turned[0], turned.stride());
}

}  // namespace kinfold
