// A table of which most cells are zero: the others row by row (compressed sparse rows).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "data/ratings.h"

namespace kinfold {

struct CsrMatrix {
  std::vector<std::uint64_t> begin{0};  // rows + 1
  std::vector<Id> column;               // rising within a row
  std::vector<float> value;
  std::size_t columns = 0;

  std::size_t rows() const { return begin.size() - 1; }
  std::span<const Id> columns_of(std::size_t row) const { return {column.data() + begin[row], length(row)}; }
  std::span<const float> values_of(std::size_t row) const { return {value.data() + begin[row], length(row)}; }
  std::size_t length(std::size_t row) const { return std::size_t(begin[row + 1] - begin[row]); }
  void close() { begin.push_back(column.size()); }  // ends a row
};

// The cells of a table in any order, none of them twice: left its rows, right its columns. They go as the table comes,
// so that the memory of both is never taken at once.
CsrMatrix to_csr(std::vector<Rating> cells, std::size_t rows, std::size_t columns);

}  // namespace kinfold
