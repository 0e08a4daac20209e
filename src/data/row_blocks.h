// Interface of a dense matrix that is read in blocks of rows, from memory or from a larger source.
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
  // Copies rows first ... first + count - 1 to out, out + stride, ... Thread-safe.
  virtual void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const = 0;
  // Hints that these rows are not needed soon, so their memory can be released.
  virtual void release_rows(std::size_t /*first*/, std::size_t /*count*/) const {}
};

// Reads all rows into a matrix and releases each part after it is copied.
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
  explicit MatrixBlocks(const Matrix& table) : table_(table) {}  // `table` must outlive this object
  std::size_t rows() const override { return table_.rows(); }
  std::size_t columns() const override { return table_.rank(); }
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const override {
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(table_.row(Id(first + i)), out + i * stride);
  }

 private:
  const Matrix& table_;
};

}  // namespace kinfold
