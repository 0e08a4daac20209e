#include "evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/product.h"
#include "core/random.h"

namespace kinfold {
namespace {

constexpr std::size_t kBlockRows = 4096;      // units that are summed in float32
constexpr std::size_t kMaxBatch = 12;         // resamples per matrix product
constexpr std::size_t kMaxCounts = 1u << 22;  // resample counts in memory; limits the batch if there are many units

std::vector<double> means(const std::vector<double>& values, std::size_t columns) {
  std::vector<double> sums(columns);
  for (std::size_t at = 0; at < values.size(); ++at) sums[at % columns] += values[at];
  for (double& sum : sums) sum /= double(values.size() / columns);
  return sums;
}

// Computes the column means of several resamples with one matrix product:
//
//   mean[resample][c] = center[c] + sum over rows of times[resample][row] (value[row][c] - center[c]) / rows
//
// Values that are not finite count as zero and are counted in an additional column; a mean that includes one is NaN.
class Resampler {
 public:
  Resampler(const std::vector<double>& values, std::size_t columns)
      : columns_(columns), units_(values.size() / columns), center_(columns) {
    std::vector<std::size_t> finite(columns);
    for (std::size_t at = 0; at < values.size(); ++at)
      if (std::isfinite(values[at])) center_[at % columns] += values[at], ++finite[at % columns];
    for (std::size_t c = 0; c < columns; ++c) center_[c] /= double(std::max<std::size_t>(finite[c], 1));
    for (std::size_t first = 0; first < units_; first += kBlockRows) {
      Panels& panel = blocks_.emplace_back(2 * columns, std::min(kBlockRows, units_ - first));
      for (std::size_t row = 0; row < panel.depth(); ++row)
        for (std::size_t c = 0; c < columns; ++c) {
          const double value = values[(first + row) * columns + c];
          if (std::isfinite(value))
            panel.set(c, row, float(value - center_[c]));
          else
            panel.set(columns + c, row, 1);
        }
    }
  }

  // Appends the column means of resamples first, first + 1, ... to `output`.
  void means(std::uint64_t seed, std::size_t first, std::span<std::vector<double>> output) const {
    std::vector<std::vector<std::uint32_t>> times;
    for (std::size_t i = 0; i < output.size(); ++i) times.push_back(resample_counts(units_, seed, first + i));
    std::vector<double> sums(output.size() * 2 * columns_);
    const std::size_t depth = std::min(kBlockRows, units_);
    std::vector<float> resampled(output.size() * depth), partial_sums(sums.size());
    for (std::size_t s = 0; s < blocks_.size(); ++s) {
      for (std::size_t i = 0; i < times.size(); ++i)
        std::copy_n(times[i].data() + s * kBlockRows, blocks_[s].depth(), resampled.data() + i * depth);
      product(resampled.data(), times.size(), depth, blocks_[s], 0, 2 * columns_, partial_sums.data(), 2 * columns_);
      for (std::size_t n = 0; n < sums.size(); ++n) sums[n] += double(partial_sums[n]);
    }
    for (std::size_t i = 0; i < output.size(); ++i)
      for (std::size_t c = 0; c < columns_; ++c) {
        const double* sum = sums.data() + i * 2 * columns_;
        output[i].push_back(sum[columns_ + c] > 0 ? std::nan("") : center_[c] + sum[c] / double(units_));
      }
  }

  std::size_t batch_size() const {
    return std::clamp(kMaxCounts / std::max<std::size_t>(units_, 1), std::size_t(1), kMaxBatch);
  }

 private:
  std::size_t columns_, units_;
  std::vector<double> center_;
  std::vector<Panels> blocks_;
};

// Confidence intervals of the column means after transform(means). Resamples for which a value is not finite are
// excluded from its interval.
template <class Transform>
std::vector<Metric> intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                              std::uint64_t seed, Pool& pool, const Transform& transform) {
  const Resampler resampler(values, columns);
  const std::size_t batch_size = resampler.batch_size();
  std::vector<std::vector<double>> resampled(resamples);
  pool.run((resamples + batch_size - 1) / batch_size, [&](std::size_t block) {
    const std::size_t first = block * batch_size;
    const auto batch = std::span(resampled).subspan(first, std::min(batch_size, resamples - first));
    resampler.means(seed, first, batch);
    for (std::vector<double>& resample_means : batch) transform(resample_means);
  });
  std::vector<double> whole = means(values, columns);
  transform(whole);
  std::vector<Metric> result;
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<double> column;
    for (const std::vector<double>& resample_means : resampled)
      if (std::isfinite(resample_means[c])) column.push_back(resample_means[c]);
    result.push_back(interval(whole[c], std::move(column)));
  }
  return result;
}

}  // namespace

Metric interval(double value, std::vector<double> resampled) {
  if (resampled.empty()) return {value, std::nan(""), std::nan("")};
  const auto quantile = [&](double q) {
    const auto at = resampled.begin() + std::ptrdiff_t(q * double(resampled.size() - 1));
    std::ranges::nth_element(resampled, at);
    return *at;
  };
  return {value, quantile(0.025), quantile(0.975)};
}

ResampleUnits resample_units(const std::vector<Id>& user) {
  std::vector<Id> ids = user;
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ResampleUnits units{std::vector<std::uint32_t>(user.size()), ids.size()};
  if (ids.size() < 10) {
    std::iota(units.of_row.begin(), units.of_row.end(), 0u);
    units.count = user.size();
    return units;
  }
  for (std::size_t row = 0; row < user.size(); ++row)
    units.of_row[row] = std::uint32_t(std::ranges::lower_bound(ids, user[row]) - ids.begin());
  return units;
}

std::vector<std::uint32_t> resample_counts(std::size_t units, std::uint64_t seed, std::size_t resample) {
  std::vector<std::uint32_t> times(units);
  Random random(seed, {0xb007, resample});
  for (std::size_t k = 0; k < units; ++k) ++times[random.below(units)];
  return times;
}

std::vector<Metric> mean_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                   std::uint64_t seed, Pool& pool) {
  return intervals(values, columns, resamples, seed, pool, [](const std::vector<double>&) {});
}

std::vector<Metric> ratio_intervals(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                                    std::uint64_t seed, Pool& pool) {
  std::vector<Metric> ratios = intervals(values, columns, resamples, seed, pool, [](std::vector<double>& means) {
    const double last = means.back();
    for (double& mean : means) mean /= last;
  });
  ratios.pop_back();
  return ratios;
}

}  // namespace kinfold
