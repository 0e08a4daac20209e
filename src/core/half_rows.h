// Rows of bfloat16, as long as those of a table of float32 and aligned like them: half the memory to fetch.
#pragma once
#include <cstdint>
#include <vector>

#include "core/half.h"
#include "core/table.h"

namespace kinfold {

class HalfRows {
 public:
  std::size_t rows() const { return rows_; }
  std::size_t rank() const { return rank_; }
  std::size_t stride() const { return stride_; }  // as a Table's

  // Of this shape, its numbers as they come; made anew only where the shape differs.
  void shape(std::size_t rows, std::size_t rank) {
    if (rows == rows_ && rank == rank_) return;
    rows_ = rows, rank_ = rank, stride_ = (rank + Table::kLine - 1) / Table::kLine * Table::kLine;
    held_.assign(rows * stride_ + kAligned, 0);
    const auto begin = reinterpret_cast<std::uintptr_t>(held_.data()) / sizeof(Half);
    first_ = held_.data() + (kAligned - begin % kAligned) % kAligned;
  }
  Half* operator[](Id row) { return first_ + row * stride_; }
  const Half* operator[](Id row) const { return first_ + row * stride_; }

 private:
  static constexpr std::size_t kAligned = 32;  // halves of a cache line

  std::size_t rows_ = 0, rank_ = 0, stride_ = 0;
  std::vector<Half> held_;
  Half* first_ = nullptr;
};

}  // namespace kinfold
