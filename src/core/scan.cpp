#include "core/scan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/scan.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

std::size_t NextAtLeast(const float* HWY_RESTRICT scores, std::size_t begin, std::size_t end, float threshold) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto bar = hn::Set(d, threshold);
  std::size_t i = begin;
  // Four vectors at a time while none holds any: most of a row lies below the threshold.
  for (; i + 4 * lanes <= end; i += 4 * lanes) {
    const auto reached = [&](std::size_t k) HWY_ATTR { return hn::Ge(hn::LoadU(d, scores + i + k * lanes), bar); };
    if (!hn::AllFalse(d, hn::Or(hn::Or(reached(0), reached(1)), hn::Or(reached(2), reached(3))))) break;
  }
  for (; i + lanes <= end; i += lanes) {
    const auto reached = hn::Ge(hn::LoadU(d, scores + i), bar);
    if (!hn::AllFalse(d, reached)) return i + std::size_t(hn::FindFirstTrue(d, reached));
  }
  while (i < end && !(scores[i] >= threshold)) ++i;
  return i;
}

Standing CountAgainst(const float* HWY_RESTRICT scores, std::size_t count, float mark) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto bar = hn::Set(d, mark);
  Standing standing;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto here = hn::LoadU(d, scores + i);
    standing.above += hn::CountTrue(d, hn::Gt(here, bar));
    standing.equal += hn::CountTrue(d, hn::Eq(here, bar));
  }
  for (; i < count; ++i) standing.above += scores[i] > mark, standing.equal += scores[i] == mark;
  return standing;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(NextAtLeast);
HWY_EXPORT(CountAgainst);

std::size_t next_at_least(std::span<const float> scores, std::size_t begin, float threshold) {
  return HWY_DYNAMIC_DISPATCH(NextAtLeast)(scores.data(), begin, scores.size(), threshold);
}

Standing count_against(std::span<const float> scores, float mark) {
  return HWY_DYNAMIC_DISPATCH(CountAgainst)(scores.data(), scores.size(), mark);
}

}  // namespace kinfold
#endif
