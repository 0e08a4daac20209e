// Rows of bfloat16, as long as those of a table of float32 and aligned like them: half the memory to fetch.
#pragma once
#include <cstdint>
#include <vector>

#include "core/bfloat16.h"
#include "core/matrix.h"

namespace kinfold {

class BFloat16Rows {
 public:
  std::size_t rows() const { return rows_; }
  std::size_t rank() const { return rank_; }
  std::size_t stride() const { return stride_; }  // as a Table's

  // Of this shape, its numbers as they come; made anew only where the shape differs.
  void resize(std::size_t rows, std::size_t rank) {
    if (rows == rows_ && rank == rank_) return;
    rows_ = rows, rank_ = rank, stride_ = (rank + Matrix::kLine - 1) / Matrix::kLine * Matrix::kLine;
    storage_.assign(rows * stride_ + kAligned, 0);
    const auto begin = reinterpret_cast<std::uintptr_t>(storage_.data()) / sizeof(BFloat16);
    first_ = storage_.data() + (kAligned - begin % kAligned) % kAligned;
  }
  BFloat16* operator[](Id row) { return first_ + row * stride_; }
  const BFloat16* operator[](Id row) const { return first_ + row * stride_; }

 private:
  static constexpr std::size_t kAligned = 32;  // halves of a cache line

  std::size_t rows_ = 0, rank_ = 0, stride_ = 0;
  std::vector<BFloat16> storage_;
  BFloat16* first_ = nullptr;
};

}  // namespace kinfold
