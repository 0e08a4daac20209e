// Terms of a score that depend on time, beside the dot product (Koren 2009, "Collaborative filtering with temporal
// dynamics"):
//
//   score += b_{i, bin(t)}  +  a_u dev_u(t)  +  b_{u, day(t)},    dev_u(t) = sign(t - m_u) |t - m_u|^0.4  in days
//
// where m_u is the mean time of the user's training rows.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

inline constexpr double kDay = 86400;  // seconds

// Divides time into bins 0 to edges.size(). Bin b begins at edges[b - 1]. The first and last bin are unbounded.
struct TimeBins {
  std::vector<double> edges;
  std::size_t count() const { return edges.size() + 1; }
  std::uint32_t operator()(double time) const;
};
TimeBins equal_width(const std::vector<double>& times, std::size_t bins);
TimeBins equal_count(const std::vector<double>& times, std::size_t bins);

double time_deviation(double time, double mean);  // dev_u(t), both in seconds

// Trained parameters of the time-dependent terms. Arrays of terms that the model does not have are empty.
struct TimeEffects {
  TimeBins bins;
  std::vector<float> item_bin;         // items x bins
  std::vector<float> drift;            // users
  std::vector<double> mean_time;       // users, in seconds
  std::vector<std::uint64_t> day_key;  // sorted keys user << 32 | day, one for each day with training rows of the user
  std::vector<float> day;              // of each day_key
  std::vector<std::uint64_t> row_key;  // sorted keys user << 32 | bin, one for each vector of a user in a bin
  std::vector<Id> row;                 // row of Model::users for each row_key

  bool empty() const { return item_bin.empty() && drift.empty() && day.empty() && row.empty(); }
  bool needs_time() const { return !empty(); }
  // The sum of the terms for (user, item, time). Unseen ids and days add 0.
  float score(Id user, Id item, double time) const;
  // The row of a user's vector at a time: that of the time's bin if there is one, otherwise the user's row.
  Id row_at(Id user, double time) const;
};

std::uint64_t time_key(Id user, std::uint32_t part);
std::uint32_t day_of(double time);

}  // namespace kinfold
