// Progress reports during training.
#pragma once
#include <cstddef>
#include <functional>

#include "store/training_info.h"

namespace kinfold {

// Passed to the callback after each epoch. If the callback returns false, training stops.
struct Progress {
  std::size_t epoch, epochs;  // epoch counts from 1
  CurvePoint point;
  double seconds;  // training time so far, without data preparation
  double examples_per_second;
};
using ProgressCallback = std::function<bool(const Progress&)>;

}  // namespace kinfold
