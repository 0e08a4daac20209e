// Intervals by bootstrap over users: 1000 resamples of the users with replacement, each bringing all that is his
// (Efron, Tibshirani 1993, ch. 13).
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"

namespace kinfold {

struct Metric {
  double value, low, high;  // 95 % percentile interval; NaN where resampling says nothing of the value
};

inline constexpr std::size_t kResamples = 1000;

Metric interval(double value, std::vector<double> resampled);  // NaN without resamples

// The unit of resampling of each row, numbered from 0: its user, or the row itself where there are fewer than ten
// users.
struct ResampleUnits {
  std::vector<std::uint32_t> of_row;
  std::size_t count = 0;
};
ResampleUnits resample_units(const std::vector<Id>& user);

// How often a resample draws each unit; every resample has its own random stream.
std::vector<std::uint32_t> resample_counts(std::size_t units, std::uint64_t seed, std::size_t resample);

// The mean of each column of a table with a row for each user, row after row.
std::vector<Metric> mean_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                   std::uint64_t seed, Pool& pool);

// The sum of each column but the last as a share of that of the last one.
std::vector<Metric> share_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                    std::uint64_t seed, Pool& pool);

}  // namespace kinfold
