// The training loop of all families: validation after each epoch, selection of the best epoch, early stopping, a time
// budget, checkpoints, and a callback that can interrupt training.
#pragma once
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "train/progress.h"

namespace kinfold {

// The state of the loop between two epochs. Checkpoints store it.
struct LoopState {
  std::size_t next_epoch = 0;
  std::size_t best_epoch = 0;  // counted from 1; 0: none yet
  double best_validation = 0;
  std::size_t last_improvement = 0;  // the epoch from which patience counts
  std::vector<CurvePoint> curve;
};

struct EpochScore {
  double validation = NAN;  // NaN if there is no validation data
  bool best = true;         // whether the parameters after this epoch are the best so far
  bool improved = true;     // whether patience restarts
};

// The work of a family in each epoch. train_epoch and score_epoch throw an Error if training has diverged.
class LoopTask {
 public:
  virtual ~LoopTask() = default;
  // One pass over the training data; epochs count from 0. Returns the mean training loss.
  virtual double train_epoch(std::size_t epoch) = 0;
  // Validates the current parameters and saves them if they are the best. Epochs count from 1 here.
  virtual EpochScore score_epoch(std::size_t epoch, double loss) = 0;
  // Writes a checkpoint, if the family supports it.
  virtual void save_checkpoint() {}
};

struct LoopOptions {
  std::size_t epochs;
  std::size_t examples;      // per epoch; used for the reported speed
  std::size_t patience = 0;  // epochs without improvement after which training stops; 0: never
  double time_budget = 0;    // seconds; 0: none
  double checkpoint_interval = 0;
};

// Runs the epochs from state.next_epoch until all are done or training stops early. Returns the reason for stopping
// early, empty if all epochs were run.
std::string run_epochs(LoopState& state, const LoopOptions& options, LoopTask& task, const ProgressCallback& callback);

}  // namespace kinfold
