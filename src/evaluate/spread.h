// Summary of a metric over folds and seeds.
#pragma once
#include <cstddef>
#include <vector>

namespace kinfold {

struct MetricSummary {
  std::size_t count = 0;          // number of finite values
  double mean, stddev, min, max;  // stddev: sample standard deviation (divisor count - 1); NaN for one value
};

// Ignores values that are not finite, such as the AUC of a test set with a single class. All NaN if there are none.
MetricSummary summarize(const std::vector<double>& values);

}  // namespace kinfold
