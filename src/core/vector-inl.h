// Inline kernels on rows of a Matrix, which are aligned and padded to whole cache lines. They are compiled for the
// instruction set of the including unit.
#if defined(KINFOLD_CORE_VECTOR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_CORE_VECTOR_INL_H_
#undef KINFOLD_CORE_VECTOR_INL_H_
#else
#define KINFOLD_CORE_VECTOR_INL_H_
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "core/matrix.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::ScalableTag<float>;
using Vector = hn::Vec<Lanes>;

HWY_INLINE float Dot(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::size_t n) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  Vector sum0 = hn::Zero(d), sum1 = sum0;
  std::size_t k = 0;
  for (; k + 2 * lanes <= n; k += 2 * lanes) {
    sum0 = hn::MulAdd(hn::Load(d, a + k), hn::Load(d, b + k), sum0);
    sum1 = hn::MulAdd(hn::Load(d, a + k + lanes), hn::Load(d, b + k + lanes), sum1);
  }
  if (k < n) sum0 = hn::MulAdd(hn::Load(d, a + k), hn::Load(d, b + k), sum0);
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(sum0, sum1)));
}

// to += factor * from
HWY_INLINE void AddScaled(const float* HWY_RESTRICT from, float factor, std::size_t n, float* HWY_RESTRICT to) {
  const Lanes d;
  const Vector f = hn::Set(d, factor);
  for (std::size_t k = 0; k < n; k += hn::Lanes(d))
    hn::Store(hn::MulAdd(f, hn::Load(d, from + k), hn::Load(d, to + k)), d, to + k);
}

// out += sum_n factor(n) * row(n), for kLines cache lines of columns. These columns of `out` stay in registers.
template <std::size_t kLines, class Row, class Factor>
HWY_INLINE void AddColumns(std::size_t count, Row row, Factor factor, std::size_t begin, float* HWY_RESTRICT out) {
  const hn::CappedTag<float, Matrix::kLine> d;
  constexpr std::size_t kAhead = 8;  // rows to prefetch
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t c = begin; c < begin + kLines * Matrix::kLine; c += kLines * lanes) {
    auto s0 = hn::Load(d, out + c), s1 = s0, s2 = s0, s3 = s0;
    if constexpr (kLines >= 2) s1 = hn::Load(d, out + c + lanes);
    if constexpr (kLines == 4) {
      s2 = hn::Load(d, out + c + 2 * lanes);
      s3 = hn::Load(d, out + c + 3 * lanes);
    }
    for (std::size_t n = 0; n < count; ++n) {
      if (n + kAhead < count) hwy::Prefetch(row(n + kAhead) + c);
      const float* from = row(n) + c;
      const auto w = hn::Set(d, factor(n));
      s0 = hn::MulAdd(w, hn::Load(d, from), s0);
      if constexpr (kLines >= 2) s1 = hn::MulAdd(w, hn::Load(d, from + lanes), s1);
      if constexpr (kLines == 4) {
        s2 = hn::MulAdd(w, hn::Load(d, from + 2 * lanes), s2);
        s3 = hn::MulAdd(w, hn::Load(d, from + 3 * lanes), s3);
      }
    }
    hn::Store(s0, d, out + c);
    if constexpr (kLines >= 2) hn::Store(s1, d, out + c + lanes);
    if constexpr (kLines == 4) {
      hn::Store(s2, d, out + c + 2 * lanes);
      hn::Store(s3, d, out + c + 3 * lanes);
    }
  }
}

// out += sum_n factor(n) * row(n)
template <class Row, class Factor>
HWY_INLINE void AddRows(std::size_t count, Row row, Factor factor, std::size_t stride, float* out) {
  std::size_t begin = 0;
  for (; begin + 4 * Matrix::kLine <= stride; begin += 4 * Matrix::kLine) AddColumns<4>(count, row, factor, begin, out);
  if (begin + 2 * Matrix::kLine <= stride) AddColumns<2>(count, row, factor, begin, out), begin += 2 * Matrix::kLine;
  for (; begin < stride; begin += Matrix::kLine) AddColumns<1>(count, row, factor, begin, out);
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
