// Training with a progress bar, shared by the verbs that train.
#pragma once
#include <csignal>

#include "cli/call.h"
#include "factorization/train_model.h"

namespace kinfold::app {

struct TrainingResult {
  Model model;
  double seconds = 0;              // of all epochs
  double examples_per_second = 0;  // mean over the epochs
};

// Handles SIGINT during its lifetime: the first interrupt stops the training after the current epoch, a second one ends
// the program.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction previous_;
};

// A progress bar on stderr, if stderr is a terminal. The destructor erases it.
class ProgressBar {
 public:
  ProgressBar(std::string task, std::string metric);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  // Draws the progress. Returns false after an interrupt.
  bool draw(const Progress& progress) const;

 private:
  std::string task_, metric_;
  bool visible_;
};

// Trains a model with a progress bar on stderr. Under an InterruptGuard, an interrupt stops the training after the
// current epoch.
TrainingResult train_with_progress(FactorizationData data, const TrainOptions& options);

// Combines the ratings with the data that the options name: validation rows, implicit feedback and side features. Warns
// about unmatched ids.
FactorizationData load_data(Call& call, Ratings ratings, const TrainOptions& options);

// Reads item names from a source into the model.
void add_item_names(Model& model, const std::string& source, const TrainOptions& options);

// Warns if the ratings have times and `validation` is not a temporal split.
void warn_lookahead(Call& call, const Ratings& ratings, const std::string& validation);

}  // namespace kinfold::app
