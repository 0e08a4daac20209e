// A sparse matrix in CSR format (compressed sparse rows).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "data/ratings.h"

namespace kinfold {

struct CsrMatrix {
  std::vector<std::uint64_t> begin{0};  // offsets of the rows; rows + 1
  std::vector<Id> column;               // ascending within a row
  std::vector<float> value;
  std::size_t columns = 0;

  std::size_t rows() const { return begin.size() - 1; }
  std::span<const Id> columns_of(std::size_t row) const { return {column.data() + begin[row], length(row)}; }
  std::span<const float> values_of(std::size_t row) const { return {value.data() + begin[row], length(row)}; }
  std::size_t length(std::size_t row) const { return std::size_t(begin[row + 1] - begin[row]); }
  void close() { begin.push_back(column.size()); }  // ends the current row
};

// Builds a CSR matrix from cells (left: row, right: column) in any order, without duplicates. The memory of the cells
// is released while the matrix is filled, which limits the peak memory.
CsrMatrix to_csr(std::vector<Rating> cells, std::size_t rows, std::size_t columns);

}  // namespace kinfold
