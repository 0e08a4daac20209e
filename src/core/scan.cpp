#include "core/scan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/scan.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The first index >= begin where the predicate holds. `found` tests a vector of scores, `found_one` a single score of
// the tail.
template <class D, class Found, class FoundOne>
HWY_INLINE std::size_t Next(D d, const float* HWY_RESTRICT scores, std::size_t begin, std::size_t end,
                            const Found& found, const FoundOne& found_one) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = begin;
  // Tests four vectors at a time, because matches are rare.
  for (; i + 4 * lanes <= end; i += 4 * lanes) {
    const auto here = [&](std::size_t k) HWY_ATTR { return found(hn::LoadU(d, scores + i + k * lanes)); };
    if (!hn::AllFalse(d, hn::Or(hn::Or(here(0), here(1)), hn::Or(here(2), here(3))))) break;
  }
  for (; i + lanes <= end; i += lanes) {
    const auto here = found(hn::LoadU(d, scores + i));
    if (!hn::AllFalse(d, here)) return i + std::size_t(hn::FindFirstTrue(d, here));
  }
  while (i < end && !found_one(scores[i])) ++i;
  return i;
}

std::size_t NextAtLeast(const float* HWY_RESTRICT scores, std::size_t begin, std::size_t end, float threshold) {
  const hn::ScalableTag<float> d;
  const auto limit = hn::Set(d, threshold);
  return Next(
      d, scores, begin, end, [&](auto here) HWY_ATTR { return hn::Ge(here, limit); },
      [&](float score) { return score >= threshold; });
}

std::size_t NextBetween(const float* HWY_RESTRICT scores, std::size_t begin, std::size_t end, float low, float high) {
  const hn::ScalableTag<float> d;
  const auto lowest = hn::Set(d, low), highest = hn::Set(d, high);
  return Next(
      d, scores, begin, end, [&](auto here) HWY_ATTR { return hn::And(hn::Ge(here, lowest), hn::Le(here, highest)); },
      [&](float score) { return score >= low && score <= high; });
}

RankCounts CountRanks(const float* HWY_RESTRICT scores, std::size_t count, float threshold) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto limit = hn::Set(d, threshold);
  RankCounts counts;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto here = hn::LoadU(d, scores + i);
    counts.above += hn::CountTrue(d, hn::Gt(here, limit));
    counts.equal += hn::CountTrue(d, hn::Eq(here, limit));
  }
  for (; i < count; ++i) counts.add(scores[i], threshold);
  return counts;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(NextAtLeast);
HWY_EXPORT(NextBetween);
HWY_EXPORT(CountRanks);

std::size_t next_at_least(std::span<const float> scores, std::size_t begin, float threshold) {
  return HWY_DYNAMIC_DISPATCH(NextAtLeast)(scores.data(), begin, scores.size(), threshold);
}

std::size_t next_between(std::span<const float> scores, std::size_t begin, float low, float high) {
  return HWY_DYNAMIC_DISPATCH(NextBetween)(scores.data(), begin, scores.size(), low, high);
}

RankCounts rank_counts(std::span<const float> scores, float threshold) {
  return HWY_DYNAMIC_DISPATCH(CountRanks)(scores.data(), scores.size(), threshold);
}

}  // namespace kinfold
#endif
