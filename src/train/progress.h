// What a training says of itself while it runs.
#pragma once
#include <cstddef>
#include <functional>

#include "store/training_info.h"

namespace kinfold {

// Told after each epoch; returning false stops the training there.
struct Progress {
  std::size_t epoch, epochs;  // epoch counts from 1
  CurvePoint point;
  double seconds;  // since training began, data preparation left out
  double examples_per_second;
};
using ProgressCallback = std::function<bool(const Progress&)>;

}  // namespace kinfold
