// Matrix products C = A B^T in float32, for row-major matrices.
//
// Each element of C is one sum over the depth, from the first term to the last. The result therefore has the same bits
// for any division of C into blocks (on one instruction set). All functions are thread-safe.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

// The rows of B, packed for the kernel: panels of kWidth rows, stored column by column. The last panel is padded with
// zero rows.
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
  // Sets rows first ... first + count - 1 to rows [0, count) of b, the first `depth` entries of each.
  void set_rows(std::size_t first, const float* b, std::size_t count, std::size_t stride, std::size_t depth);
  // Sets row r to b[0][r], b[1][r], ..., b[depth() - 1][r].
  void set_columns(const float* b, std::size_t stride);

 private:
  std::size_t rows_, depth_;
  Matrix packed_;  // one panel per row
};

// c[i][j] = a[i] . b[first + j] for j < count. `first` is a multiple of Panels::kWidth; rows of a have b.depth()
// entries.
void product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
             std::size_t count, float* c, std::size_t stride_c);

// c[i][j] += a[i] . b[first + j].
void add_product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
                 std::size_t count, float* c, std::size_t stride_c);

// c[i][j] = a[i] . b[j] for an unpacked B.
void product(const float* a, std::size_t rows_a, std::size_t stride_a, const float* b, std::size_t rows_b,
             std::size_t stride_b, std::size_t depth, float* c, std::size_t stride_c);

// out[n] = a[n] . b[n] over `depth` entries, with the same bits as the products above.
void pair_products(std::span<const float* const> a, std::span<const float* const> b, std::size_t depth, float* out);

}  // namespace kinfold
