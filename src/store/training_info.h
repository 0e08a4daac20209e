// Information about its training that a model stores.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/property.h"

namespace kinfold {

struct CurvePoint {
  double loss;        // mean training loss during the epoch
  double validation;  // the task's metric on the validation rows; NaN if there are none
};

// The models of all families derive from this struct.
struct TrainingInfo {
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;  // epoch with the best validation score, from 1; 0: none
  std::string stop_reason;     // empty: all epochs were run
  Properties options;          // the options that applied
  Properties data;             // the training data: counts, checksums, source
};

}  // namespace kinfold
