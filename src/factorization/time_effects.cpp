#include "factorization/time_effects.h"

#include <algorithm>
#include <cmath>

#include "data/ratings.h"

namespace kinfold {
namespace {

// Index of a key in a sorted array, or the size of the array if it is not there.
std::size_t find_key(const std::vector<std::uint64_t>& keys, std::uint64_t key) {
  const auto at = std::ranges::lower_bound(keys, key);
  return at != keys.end() && *at == key ? std::size_t(at - keys.begin()) : keys.size();
}

}  // namespace

std::uint32_t TimeBins::operator()(double time) const {
  return std::uint32_t(std::ranges::upper_bound(edges, time) - edges.begin());
}

TimeBins equal_width(const std::vector<double>& times, std::size_t bins) {
  const auto [low, high] = std::ranges::minmax_element(times);
  TimeBins result;
  for (std::size_t b = 1; b < bins; ++b) result.edges.push_back(*low + (*high - *low) * double(b) / double(bins));
  return result;
}

TimeBins equal_count(const std::vector<double>& times, std::size_t bins) {
  std::vector<double> sorted = times;
  std::ranges::sort(sorted);
  TimeBins result;
  for (std::size_t b = 1; b < bins; ++b) {
    const double edge = sorted[sorted.size() * b / bins];
    if (edge > sorted.front() && (result.edges.empty() || edge > result.edges.back())) result.edges.push_back(edge);
  }
  return result;
}

double time_deviation(double time, double mean) {
  const double days = (time - mean) / kDay;
  return std::copysign(std::pow(std::fabs(days), 0.4), days);
}

std::uint64_t time_key(Id user, std::uint32_t part) { return std::uint64_t(user) << 32 | part; }

// Clamps days to 2^30 before and after 1970.
std::uint32_t day_of(double time) {
  constexpr double kMaxDay = 1 << 30;
  return std::uint32_t(std::int64_t(std::clamp(std::floor(time / kDay), -kMaxDay, kMaxDay - 1)) + (1 << 30));
}

float TimeEffects::score(Id user, Id item, double time) const {
  float sum = 0;
  if (!item_bin.empty() && item != kUnseen) sum += item_bin[item * bins.count() + bins(time)];
  if (!drift.empty() && user != kUnseen) sum += drift[user] * float(time_deviation(time, mean_time[user]));
  if (!day.empty() && user != kUnseen) {
    const std::size_t at = find_key(day_key, time_key(user, day_of(time)));
    if (at < day.size()) sum += day[at];
  }
  return sum;
}

Id TimeEffects::row_at(Id user, double time) const {
  if (row.empty() || user == kUnseen) return user;
  const std::size_t at = find_key(row_key, time_key(user, bins(time)));
  return at < row.size() ? row[at] : user;
}

}  // namespace kinfold
