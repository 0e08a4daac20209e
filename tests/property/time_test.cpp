#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "factorization/time_effects.h"

namespace kinfold {
namespace {

std::vector<double> random_times(bool distinct) {
  auto numbers = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000)));
  if (distinct) {
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::reverse(numbers.begin(), numbers.end());
  }
  return {numbers.begin(), numbers.end()};
}

// Whether a time is between the edges of its bin.
bool in_place(const TimeBins& bins, double time) {
  const std::uint32_t bin = bins(time);
  return bin < bins.count() && (bin == 0 || bins.edges[bin - 1] <= time) &&
         (bin + 1 == bins.count() || time < bins.edges[bin]);
}

std::vector<std::size_t> sizes(const TimeBins& bins, const std::vector<double>& times) {
  std::vector<std::size_t> result(bins.count());
  for (double time : times) ++result[bins(time)];
  return result;
}

RC_GTEST_PROP(TimeBinsProperty, BinsOfEqualWidthHaveEqualWidths, ()) {
  const std::vector<double> times = random_times(false);
  const auto count = *rc::gen::inRange<std::size_t>(1, 20);
  const TimeBins bins = equal_width(times, count);
  RC_ASSERT(bins.count() == count);
  RC_ASSERT(std::ranges::is_sorted(bins.edges));
  for (double time : times) RC_ASSERT(in_place(bins, time));
  const auto [low, high] = std::ranges::minmax(times);
  for (std::size_t b = 1; b < bins.edges.size(); ++b)
    RC_ASSERT(std::fabs(bins.edges[b] - bins.edges[b - 1] - (high - low) / double(count)) < 1e-9);
}

RC_GTEST_PROP(TimeBinsProperty, BinsOfEqualCountDifferByOneAtMost, ()) {
  const std::vector<double> times = random_times(true);
  const auto count = *rc::gen::inRange<std::size_t>(1, 20);
  const TimeBins bins = equal_count(times, count);
  for (double time : times) RC_ASSERT(in_place(bins, time));
  RC_ASSERT(bins.count() == std::min(count, times.size()));
  const auto [min, max] = std::ranges::minmax(sizes(bins, times));
  RC_ASSERT(max - min <= 1);
}

// With repeated times there may be fewer bins, but none is empty and equal times are in one bin.
RC_GTEST_PROP(TimeBinsProperty, BinsOfEqualCountAreNeverEmpty, ()) {
  const std::vector<double> times = random_times(false);
  const TimeBins bins = equal_count(times, *rc::gen::inRange<std::size_t>(1, 20));
  RC_ASSERT(std::ranges::adjacent_find(bins.edges, std::greater_equal<>()) == bins.edges.end());
  for (double time : times) RC_ASSERT(in_place(bins, time));
  for (std::size_t size : sizes(bins, times)) RC_ASSERT(size > 0);
}

RC_GTEST_PROP(TimeProperty, DeviationsAreOddAndKeepTheOrder, (double a, double b)) {
  const auto [low, high] = std::minmax(a, b);
  RC_ASSERT(time_deviation(low, 0) <= time_deviation(high, 0));
  RC_ASSERT(time_deviation(a, 0) == -time_deviation(-a, 0));
}

RC_GTEST_PROP(TimeProperty, AKeyIsOfOneUserAndDay, (std::uint32_t user, std::uint32_t part)) {
  const std::uint64_t key = time_key(user, part);
  RC_ASSERT((key >> 32) == user);
  RC_ASSERT(std::uint32_t(key) == part);
}

}  // namespace
}  // namespace kinfold
