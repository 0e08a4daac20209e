// Products of all rows of one table with all rows of another: C = A B^T in float32, for tables row after row.
//
// Each element of C is one sum over the depth, from its first term to its last, whatever block it is computed in: cut
// C as you like, the bits are the same (on one instruction set).
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

// The rows of B as the kernel reads them: panels of kWidth rows, the first numbers of all of them, then the second
// ones, and so on. Rows that fill up the last panel are zero.
class Panels {
 public:
  static constexpr std::size_t kWidth = 32;

  Panels(std::size_t rows, std::size_t depth);

  std::size_t rows() const { return rows_; }
  std::size_t depth() const { return depth_; }
  const float* panel(std::size_t number) const { return packed_[Id(number)]; }

  float get(std::size_t row, std::size_t k) const { return packed_[Id(row / kWidth)][k * kWidth + row % kWidth]; }
  void set(std::size_t row, std::size_t k, float value) {
    packed_[Id(row / kWidth)][k * kWidth + row % kWidth] = value;
  }
  // Rows [0, count) of b become rows first ... first + count; `depth` numbers of each.
  void set_rows(std::size_t first, const float* b, std::size_t count, std::size_t stride, std::size_t depth);
  // Row r becomes the numbers b[0][r], b[1][r], ...: as many as the depth is.
  void set_columns(const float* b, std::size_t stride);

 private:
  std::size_t rows_, depth_;
  Matrix packed_;  // a panel a row
};

// c[i][j] = a[i] . b[first + j] for j < count; `first` is a multiple of Panels::kWidth, rows of a hold b.depth()
// numbers.
void product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
             std::size_t count, float* c, std::size_t stride_c);

// c[i][j] += a[i] . b[first + j].
void add_product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
                 std::size_t count, float* c, std::size_t stride_c);

// c[i][j] = a[i] . b[j], packing B as it goes.
void product(const float* a, std::size_t rows_a, std::size_t stride_a, const float* b, std::size_t rows_b,
             std::size_t stride_b, std::size_t depth, float* c, std::size_t stride_c);

// out[n] = a[n] . b[n] over `depth` numbers, to the bits that the products above give.
void pair_products(std::span<const float* const> a, std::span<const float* const> b, std::size_t depth, float* out);

}  // namespace kinfold
