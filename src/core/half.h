// Products of tables in bfloat16 with float32 sums: about twice as fast as in float32 on AMD processors that have the
// instruction (AVX-512 BF16), and exact to about three digits. For sifting, where what passes is looked at again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/table.h"

namespace kinfold {

// Whether this processor has the instruction, and the instruction set in use is one that may (vector.h).
bool has_half_products();
// Whether they are faster than float32's: on AMD's cores they are, on Intel's float32 is the faster (bench/RESULTS.md).
bool prefers_half_products();

using Half = std::uint16_t;  // a bfloat16: the upper half of a float32

Half nearest_half(float value);    // ties to even
Half half_not_below(float value);  // the smallest that is at least the value
float value_of(Half half);
// a . b in float32, on any processor.
float dot(const Half* a, const Half* b, std::size_t n);
void nearest_halves(const float* values, std::size_t count, Half* halves);

// Rows of halves, filled up with zeros to an even number. Panels of kWidth rows side by side, pair after pair.
class HalfPanels {
 public:
  static constexpr std::size_t kWidth = 32;

  HalfPanels() = default;
  HalfPanels(std::size_t rows, std::size_t depth)
      : rows_(rows), pairs_((depth + 1) / 2), packed_((rows + kWidth - 1) / kWidth, pairs_ * kWidth) {}

  std::size_t rows() const { return rows_; }
  std::size_t pairs() const { return pairs_; }
  const float* panel(std::size_t number) const { return packed_[Id(number)]; }
  void set_row(std::size_t row, std::span<const Half> values);
  // Row r becomes the nearest halves of b[r * stride], ..., or with set_columns those of b[r], b[stride + r], ...
  void set_rows(const float* b, std::size_t stride, std::size_t depth);
  void set_columns(const float* b, std::size_t stride, std::size_t depth);

 private:
  std::size_t rows_ = 0, pairs_ = 0;
  Table packed_;  // a panel a row, a pair of halves a float
};

// c[i][j] = a[i] . b[first + j] for j < count; `first` is a multiple of HalfPanels::kWidth, rows of a hold
// 2 * b.pairs() halves. Only where has_half_products().
void half_product(const Half* a, std::size_t rows_a, const HalfPanels& b, std::size_t first, std::size_t count,
                  float* c, std::size_t stride_c);
// c[i][j] += a[i] . b[first + j].
void add_half_product(const Half* a, std::size_t rows_a, const HalfPanels& b, std::size_t first, std::size_t count,
                      float* c, std::size_t stride_c);

}  // namespace kinfold
