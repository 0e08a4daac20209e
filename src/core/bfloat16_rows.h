// A bfloat16 matrix with the row layout of Matrix. It needs half the memory bandwidth of float32.
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
  std::size_t stride() const { return stride_; }  // the same as Matrix::stride()

  // Sets the shape. Reallocates only if the shape changes; the contents are then zero, otherwise unchanged.
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
  static constexpr std::size_t kAligned = 32;  // bfloat16 values in a cache line

  std::size_t rows_ = 0, rank_ = 0, stride_ = 0;
  std::vector<BFloat16> storage_;
  BFloat16* first_ = nullptr;
};

}  // namespace kinfold
