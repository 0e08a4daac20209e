#include "evaluate/spread.h"

#include <algorithm>
#include <cmath>

namespace kinfold {

MetricSummary summarize(const std::vector<double>& values) {
  MetricSummary summary{0, 0, 0, INFINITY, -INFINITY};
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    ++summary.count;
    summary.mean += value;
    summary.min = std::min(summary.min, value), summary.max = std::max(summary.max, value);
  }
  const double count = double(summary.count);
  if (summary.count == 0) return {0, NAN, NAN, NAN, NAN};
  summary.mean /= count;
  for (const double value : values)
    if (std::isfinite(value)) summary.stddev += (value - summary.mean) * (value - summary.mean);
  summary.stddev = summary.count > 1 ? std::sqrt(summary.stddev / (count - 1)) : NAN;
  return summary;
}

}  // namespace kinfold
