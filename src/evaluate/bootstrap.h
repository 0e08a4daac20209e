// Confidence intervals by bootstrap over users: 1000 resamples of the users with replacement, each user with all of its
// rows (Efron, Tibshirani 1993, ch. 13). Results depend only on the seed, not on the number of threads.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"

namespace kinfold {

struct Metric {
  double value, low, high;  // 95 % percentile interval; NaN if there is none
};

inline constexpr std::size_t kResamples = 1000;

// The interval of a value from its resampled values; NaN if there are no resamples.
Metric interval(double value, std::vector<double> resampled);

// The resampling unit of each row, numbered from 0: its user, or the row itself if there are fewer than ten users.
struct ResampleUnits {
  std::vector<std::uint32_t> of_row;
  std::size_t count = 0;
};
ResampleUnits resample_units(const std::vector<Id>& user);

// How often a resample contains each unit. Each resample has its own random stream.
std::vector<std::uint32_t> resample_counts(std::size_t units, std::uint64_t seed, std::size_t resample);

// The mean of each column, with its interval. `values` is a row-major matrix with one row per unit.
std::vector<Metric> mean_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                   std::uint64_t seed, Pool& pool);

// The sum of each column but the last, divided by the sum of the last column.
std::vector<Metric> ratio_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                    std::uint64_t seed, Pool& pool);

}  // namespace kinfold
