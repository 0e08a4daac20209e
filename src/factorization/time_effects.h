// Parts of a score that depend on the time of an example and stand outside the product of vectors (Koren 2009,
// "Collaborative filtering with temporal dynamics"):
//
//   score += b_{i, bin(t)}  +  a_u dev_u(t)  +  b_{u, day(t)},    dev_u(t) = sign(t - m_u) |t - m_u|^0.4  in days
//
// with m_u the mean time of a user's training rows.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

inline constexpr double kDay = 86400;  // seconds

// Cuts time into bins 0 ... edges.size(); bin b begins at edges[b - 1]. Times before and after belong to the outer
// bins.
struct TimeBins {
  std::vector<double> edges;
  std::size_t count() const { return edges.size() + 1; }
  std::uint32_t operator()(double time) const;
};
TimeBins equal_width(const std::vector<double>& times, std::size_t bins);
TimeBins equal_count(const std::vector<double>& times, std::size_t bins);

double time_deviation(double time, double mean);  // dev_u(t), both in seconds

// What a model learned of time. Tables are empty for terms that it has not.
struct TimeEffects {
  TimeBins bins;
  std::vector<float> item_bin;         // items x bins
  std::vector<float> drift;            // users
  std::vector<double> mean_time;       // users, in seconds
  std::vector<std::uint64_t> day_key;  // sorted user << 32 | day of each day that training shows
  std::vector<float> day;              // of each key
  std::vector<std::uint64_t> row_key;  // sorted user << 32 | bin of each user vector of its own
  std::vector<Id> row;                 // the row of users that it is

  bool empty() const { return item_bin.empty() && drift.empty() && day.empty() && row.empty(); }
  bool needs_time() const { return !empty(); }
  // The terms of (user, item, time) outside the product; unseen ids and days bring nothing.
  float score(Id user, Id item, double time) const;
  // The row of a user's vector at a time: that of its bin if it has one, its own otherwise.
  Id row_at(Id user, double time) const;
};

std::uint64_t time_key(Id user, std::uint32_t part);
std::uint32_t day_of(double time);

}  // namespace kinfold
