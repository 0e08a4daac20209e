// A dense table that is read a block of rows at a time: from memory, or from what does not fit it.
#pragma once
#include <algorithm>
#include <cstddef>

#include "core/matrix.h"

namespace kinfold {

class RowBlocks {
 public:
  virtual ~RowBlocks() = default;
  virtual std::size_t rows() const = 0;
  virtual std::size_t columns() const = 0;
  // Rows first ... first + count, each of columns() numbers, to out, out + stride, ...; from any number of threads.
  virtual void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const = 0;
  // These rows are not asked for again soon: what they take of the memory may go.
  virtual void release_rows(std::size_t /*first*/, std::size_t /*count*/) const {}
};

// All rows as a table, in parts that are forgotten one by one.
inline Matrix read_all(const RowBlocks& blocks) {
  constexpr std::size_t kPart = 1024;
  blocks.release_rows(0, blocks.rows());
  Matrix table(blocks.rows(), blocks.columns());
  for (std::size_t first = 0; first < blocks.rows(); first += kPart) {
    const std::size_t count = std::min(kPart, blocks.rows() - first);
    blocks.read(first, count, table[Id(first)], table.stride());
    blocks.release_rows(first, count);
  }
  return table;
}

class MatrixBlocks : public RowBlocks {
 public:
  explicit MatrixBlocks(const Matrix& table) : table_(table) {}  // the table must stay
  std::size_t rows() const override { return table_.rows(); }
  std::size_t columns() const override { return table_.rank(); }
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const override {
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(table_.row(Id(first + i)), out + i * stride);
  }

 private:
  const Matrix& table_;
};

}  // namespace kinfold
