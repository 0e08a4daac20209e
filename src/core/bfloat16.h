// Products of tables in bfloat16 with float32 sums: about twice as fast as in float32 on AMD processors that have the
// instruction (AVX-512 BF16), and exact to about three digits. For sifting, where what passes is looked at again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/matrix.h"

namespace kinfold {

// Whether this processor has the instruction, and the instruction set in use is one that may (vector.h).
bool has_bfloat16_products();
// Whether they are faster than float32's: on AMD's cores they are, on Intel's float32 is the faster (bench/RESULTS.md).
bool prefers_bfloat16_products();

using BFloat16 = std::uint16_t;  // a bfloat16: the upper half of a float32

BFloat16 round_to_bfloat16(float value);     // ties to even
BFloat16 round_up_to_bfloat16(float value);  // the smallest that is at least the value
float to_float(BFloat16 value);
// a . b in float32, on any processor.
float dot(const BFloat16* a, const BFloat16* b, std::size_t n);
void round_to_bfloat16(const float* values, std::size_t count, BFloat16* bf16);

// Rows of halves, filled up with zeros to an even number. Panels of kWidth rows side by side, pair after pair.
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
  // Row r becomes the nearest halves of b[r * stride], ..., or with set_columns those of b[r], b[stride + r], ...
  void set_rows(const float* b, std::size_t stride, std::size_t depth);
  void set_columns(const float* b, std::size_t stride, std::size_t depth);

 private:
  std::size_t rows_ = 0, pairs_ = 0;
  Matrix packed_;  // a panel a row, a pair of halves a float
};

// c[i][j] = a[i] . b[first + j] for j < count; `first` is a multiple of BFloat16Panels::kWidth, rows of a hold
// 2 * b.pairs() halves. Only where has_bfloat16_products().
void bfloat16_product(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first,
                      std::size_t count, float* c, std::size_t stride_c);
// c[i][j] += a[i] . b[first + j].
void add_bfloat16_product(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first,
                          std::size_t count, float* c, std::size_t stride_c);

}  // namespace kinfold
