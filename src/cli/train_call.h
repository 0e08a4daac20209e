// Training with a progress bar, shared by the verbs that train.
#pragma once
#include <csignal>

#include "cli/call.h"
#include "factorization/train_model.h"

namespace kinfold::app {

struct Trained {
  Model model;
  double seconds = 0;              // in epochs
  double examples_per_second = 0;  // mean over the epochs
};

// While it lives, the first interrupt asks for a stop; a second one ends the program at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction before_;
};

// A bar on stderr, if that is a terminal; it goes when its training does.
class Bar {
 public:
  Bar(std::string task, std::string metric);
  ~Bar();
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;
  // False once somebody interrupted.
  bool draw(const Progress& progress) const;

 private:
  std::string task_, metric_;
  bool shown_;
};

// Draws a bar on stderr if that is a terminal. Under an InterruptGuard an interrupt ends the training after the epoch
// under way, also one that came before it began.
Trained train_with_bar(FactorizationData data, const TrainOptions& options);

// The ratings with what options name beside them: validation rows, histories, features. Says what it found.
FactorizationData load_data(Call& call, Ratings ratings, const TrainOptions& options);

// Names of items from a source, for the model to show.
void add_names(Model& model, const std::string& source, const TrainOptions& options);

// Where the ratings have times and validation is not on the latest ones.
void warn_of_look_ahead(Call& call, const Ratings& ratings, const std::string& valid);

}  // namespace kinfold::app
