// Matrix products in bfloat16 with float32 accumulation. They need the AVX-512 BF16 instruction. On AMD processors that
// have it they are about twice as fast as float32 products. Results are exact to about three digits, so callers that
// need exact scores compute those of the remaining candidates again in float32.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/matrix.h"

namespace kinfold {

// Whether the processor has the instruction and the selected instruction set (core/vector.h) allows it.
bool has_bfloat16_products();
// Whether bfloat16 products are faster than float32 products: true on AMD, false on Intel (bench/RESULTS.md).
bool prefers_bfloat16_products();

using BFloat16 = std::uint16_t;  // the upper 16 bits of a float32

BFloat16 round_to_bfloat16(float value);     // ties to even
BFloat16 round_up_to_bfloat16(float value);  // the smallest bfloat16 >= value
float to_float(BFloat16 value);
// Dot product of two bfloat16 vectors, accumulated in float32. Works on any processor.
float dot(const BFloat16* a, const BFloat16* b, std::size_t n);
void round_to_bfloat16(const float* values, std::size_t count, BFloat16* bf16);

// A bfloat16 matrix packed for the product kernel: panels of kWidth rows, interleaved pair by pair. Rows are padded
// with zeros to an even length.
class BFloat16Panels {
 public:
  static constexpr std::size_t kWidth = 32;

  BFloat16Panels() = default;
  BFloat16Panels(std::size_t rows, std::size_t depth)
      : rows_(rows), pairs_((depth + 1) / 2), packed_((rows + kWidth - 1) / kWidth, pairs_ * kWidth) {}

  std::size_t rows() const { return rows_; }
  std::size_t pairs() const { return pairs_; }
  const float* panel(std::size_t number) const { return packed_[Id(number)]; }
  void set_row(std::size_t row, std::span<const BFloat16> values);
  // set_rows: row r is b[r * stride], b[r * stride + 1], ... set_columns: row r is b[r], b[stride + r], ...
  // Both round to the nearest bfloat16.
  void set_rows(const float* b, std::size_t stride, std::size_t depth);
  void set_columns(const float* b, std::size_t stride, std::size_t depth);

 private:
  std::size_t rows_ = 0, pairs_ = 0;
  Matrix packed_;  // one panel per row, one bfloat16 pair per float
};

// c[i][j] = a[i] . b[first + j] for j < count. `first` is a multiple of BFloat16Panels::kWidth; each row of a has
// 2 * b.pairs() values. Call only if has_bfloat16_products().
void bfloat16_product(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first,
                      std::size_t count, float* c, std::size_t stride_c);
// c[i][j] += a[i] . b[first + j], under the same conditions.
void add_bfloat16_product(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first,
                          std::size_t count, float* c, std::size_t stride_c);

}  // namespace kinfold
