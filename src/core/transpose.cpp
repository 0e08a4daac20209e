#include "core/transpose.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/transpose.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kSide = 4;

#if HWY_TARGET != HWY_SCALAR
// Transposes a 4 x 4 tile in registers.
HWY_INLINE void TransposeTile(const float* from, std::size_t stride, float* to, std::size_t stride_to) {
  const hn::FixedTag<float, kSide> d;
  const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + stride), c = hn::LoadU(d, from + 2 * stride),
             e = hn::LoadU(d, from + 3 * stride);
  const auto ab = hn::InterleaveLower(d, a, b), ce = hn::InterleaveLower(d, c, e);
  const auto high_ab = hn::InterleaveUpper(d, a, b), high_ce = hn::InterleaveUpper(d, c, e);
  hn::StoreU(hn::ConcatLowerLower(d, ce, ab), d, to);
  hn::StoreU(hn::ConcatUpperUpper(d, ce, ab), d, to + stride_to);
  hn::StoreU(hn::ConcatLowerLower(d, high_ce, high_ab), d, to + 2 * stride_to);
  hn::StoreU(hn::ConcatUpperUpper(d, high_ce, high_ab), d, to + 3 * stride_to);
}
#else
HWY_INLINE void TransposeTile(const float* from, std::size_t stride, float* to, std::size_t stride_to) {
  for (std::size_t i = 0; i < kSide; ++i)
    for (std::size_t k = 0; k < kSide; ++k) to[k * stride_to + i] = from[i * stride + k];
}
#endif

// Processes 16 rows at a time, so that each cache line of `to` is written at once.
void Transpose(const float* HWY_RESTRICT from, std::size_t rows, std::size_t columns, std::size_t stride,
               float* HWY_RESTRICT to, std::size_t stride_to) {
  const std::size_t whole_columns = columns / kSide * kSide;
  for (std::size_t begin = 0; begin < rows; begin += Matrix::kLine) {
    const std::size_t end = HWY_MIN(rows, begin + Matrix::kLine), whole = begin + (end - begin) / kSide * kSide;
    for (std::size_t k = 0; k < whole_columns; k += kSide)
      for (std::size_t i = begin; i < whole; i += kSide)
        TransposeTile(from + i * stride + k, stride, to + k * stride_to + i, stride_to);
    for (std::size_t i = begin; i < end; ++i)
      for (std::size_t k = i < whole ? whole_columns : 0; k < columns; ++k)
        to[k * stride_to + i] = from[i * stride + k];
  }
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(Transpose);

void transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t stride, float* to,
               std::size_t stride_to) {
  HWY_DYNAMIC_DISPATCH(Transpose)(from, rows, columns, stride, to, stride_to);
}

}  // namespace kinfold
#endif
