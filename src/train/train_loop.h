// The epochs of a training, the same for all families: validation after each epoch, the best epoch remembered, early
// stopping, a time budget, checkpoints, and a callback that may interrupt.
#pragma once
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "train/progress.h"

namespace kinfold {

// Where a training stands between two epochs; checkpoints store it.
struct LoopState {
  std::size_t next_epoch = 0;
  std::size_t best_epoch = 0;  // counted from 1; 0: none yet
  double best_validation = 0;
  std::size_t last_improvement = 0;  // the epoch from which patience counts
  std::vector<CurvePoint> curve;
};

struct EpochScore {
  double validation = NAN;  // NaN where there are no validation data
  bool best = true;         // the parameters after this epoch are the best so far
  bool improved = true;     // patience starts again
};

// What a family does in each epoch. Both functions throw an Error if the training diverged.
class LoopTask {
 public:
  virtual ~LoopTask() = default;
  // One pass over the training data; epochs count from 0. Returns the mean training loss.
  virtual double train_epoch(std::size_t epoch) = 0;
  // Validates the parameters as they are and keeps them if they are the best; epochs count from 1 here.
  virtual EpochScore score_epoch(std::size_t epoch, double loss) = 0;
  // Writes a checkpoint, if the family has them.
  virtual void save_checkpoint() {}
};

struct LoopOptions {
  std::size_t epochs;
  std::size_t examples;      // per epoch, for the speed that progress reports
  std::size_t patience = 0;  // epochs without improvement after which training stops; 0: never
  double time_budget = 0;    // seconds; 0: none
  double checkpoint_interval = 0;
};

// Runs the epochs from state.next_epoch on, until all are done or there is a reason to stop, which is returned; empty:
// all epochs were run.
std::string run_epochs(LoopState& state, const LoopOptions& options, LoopTask& task, const ProgressCallback& callback);

}  // namespace kinfold
