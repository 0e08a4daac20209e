// A dense table that is read a block of rows at a time: from memory, or from what does not fit it.
#pragma once
#include <algorithm>
#include <cstddef>

#include "core/table.h"

namespace kinfold {

class RowBlocks {
 public:
  virtual ~RowBlocks() = default;
  virtual std::size_t rows() const = 0;
  virtual std::size_t columns() const = 0;
  // Rows first ... first + count, each of columns() numbers, to out, out + stride, ...; from any number of threads.
  virtual void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const = 0;
};

class TableBlocks : public RowBlocks {
 public:
  explicit TableBlocks(const Table& table) : table_(table) {}  // the table must stay
  std::size_t rows() const override { return table_.rows(); }
  std::size_t columns() const override { return table_.rank(); }
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const override {
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(table_.row(Id(first + i)), out + i * stride);
  }

 private:
  const Table& table_;
};

}  // namespace kinfold
