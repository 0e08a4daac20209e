// What a model remembers of its training.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace kinfold {

struct CurvePoint {
  double loss;        // mean training loss while the epoch ran
  double validation;  // the task's score on the validation rows; NaN where there are none
};

// The same for all families; their models derive from it.
struct TrainingInfo {
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;                  // counted from 1; 0: none
  std::string stop_reason;                     // empty: all epochs were run
  std::map<std::string, std::string> options;  // those that had an effect
  std::map<std::string, std::string> data;     // what was trained on: counts, checksums, source
};

}  // namespace kinfold
