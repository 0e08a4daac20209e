#include "evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"

namespace kinfold {
namespace {

// Means of the columns, each row weighed by the times that it was drawn.
std::vector<double> means(const std::vector<double>& values, std::size_t columns,
                          const std::vector<std::uint32_t>& times) {
  std::vector<double> sums(columns);
  double* __restrict of_column = sums.data();  // apart from the values, so that columns are added side by side
  const double* of_row = values.data();
  for (std::size_t row = 0; row < times.size(); ++row, of_row += columns) {
    if (times[row] == 0) continue;
    const double weight = times[row];
    for (std::size_t c = 0; c < columns; ++c) of_column[c] += weight * of_row[c];
  }
  for (double& sum : sums) sum /= double(times.size());
  return sums;
}

// Intervals of the columns' means after `turn(means)`; resamples where one of them is no number are left out.
template <class Turn>
std::vector<Metric> intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                              std::uint64_t seed, Pool& pool, const Turn& turn) {
  const std::size_t units = values.size() / columns;
  std::vector<std::vector<double>> drawn(resamples);
  pool.run(resamples, [&](std::size_t i) {
    drawn[i] = means(values, columns, draws(units, seed, i));
    turn(drawn[i]);
  });
  std::vector<double> whole = means(values, columns, std::vector<std::uint32_t>(units, 1));
  turn(whole);
  std::vector<Metric> result;
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<double> column;
    for (const std::vector<double>& of_all : drawn)
      if (std::isfinite(of_all[c])) column.push_back(of_all[c]);
    result.push_back(interval(whole[c], std::move(column)));
  }
  return result;
}

}  // namespace

Metric interval(double value, std::vector<double> resampled) {
  if (resampled.empty()) return {value, std::nan(""), std::nan("")};
  std::ranges::sort(resampled);
  const auto quantile = [&](double q) { return resampled[std::size_t(q * double(resampled.size() - 1))]; };
  return {value, quantile(0.025), quantile(0.975)};
}

Units units_of(const std::vector<Id>& user) {
  std::vector<Id> ids = user;
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Units units{std::vector<std::uint32_t>(user.size()), ids.size()};
  if (ids.size() < 10) {
    std::iota(units.of_row.begin(), units.of_row.end(), 0u);
    units.count = user.size();
    return units;
  }
  for (std::size_t row = 0; row < user.size(); ++row)
    units.of_row[row] = std::uint32_t(std::ranges::lower_bound(ids, user[row]) - ids.begin());
  return units;
}

std::vector<std::uint32_t> draws(std::size_t units, std::uint64_t seed, std::size_t resample) {
  std::vector<std::uint32_t> times(units);
  Random random(seed, {0xb007, resample});
  for (std::size_t k = 0; k < units; ++k) ++times[random.below(units)];
  return times;
}

std::vector<Metric> mean_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                   std::uint64_t seed, Pool& pool) {
  return intervals(values, columns, resamples, seed, pool, [](const std::vector<double>&) {});
}

std::vector<Metric> share_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                    std::uint64_t seed, Pool& pool) {
  std::vector<Metric> shares = intervals(values, columns, resamples, seed, pool, [](std::vector<double>& means) {
    const double last = means.back();
    for (double& mean : means) mean /= last;
  });
  shares.pop_back();
  return shares;
}

}  // namespace kinfold
