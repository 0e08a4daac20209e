// How far the values of one metric lie apart, over folds and seeds.
#pragma once
#include <cstddef>
#include <vector>

namespace kinfold {

struct MetricSummary {
  std::size_t count = 0;          // of values that are numbers
  double mean, stddev, min, max;  // deviation: the root of the sum of squares over count - 1; NaN of one value
};

// Values that are no numbers, such as the auc of a test of one class, are left out; of none all is NaN.
MetricSummary summarize(const std::vector<double>& values);

}  // namespace kinfold
