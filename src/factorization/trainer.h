// One way of learning a model, epoch by epoch. A learner owns its state in whatever units and order suit it; publish()
// turns that into a model's tables.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/pool.h"
#include "factorization/model.h"
#include "factorization/options.h"
#include "factorization/state_dict.h"
#include "factorization/time_effect_trainer.h"

namespace kinfold {

class Trainer {
 public:
  Trainer() = default;
  virtual ~Trainer() = default;
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  // One pass over the examples, counted from 0; the mean training loss.
  virtual double epoch(std::size_t number) = 0;
  // Mean loss of knowing nothing: a run whose loss grows far beyond it has diverged.
  virtual double baseline_loss() const = 0;
  // Writes the tables, by id and in the values' units, into the model; false if an entry is not finite.
  virtual bool write_to(Model& model) = 0;
  // Everything that epochs change.
  virtual StateDict state() = 0;
  // state() was filled in from a checkpoint: what is derived from it must follow.
  virtual void on_restore() {}
  // Is what publish() gives last always the best, as a running mean over samples is?
  virtual bool last_is_best() const { return false; }
};

// Mean and standard deviation of the training values, and their range.
struct ValueStats {
  double mean = 0, stddev = 0;
  float low = 0, high = 0;
};
ValueStats value_stats(const std::vector<Rating>& rows);

// How much a like counts: 1 + confidence (value / mean - 1), never below 0.
float like_weight(float value, double mean, double confidence_weight);

// What a learner is made from.
struct TrainingSet {
  std::vector<Rating> rows;
  std::size_t users, items;  // rows of each side
  ValueStats stats;
  SideFeatures user_side_features = {}, item_side_features = {};  // without vectors
  std::vector<TimeEffect> effects = {};                           // without values
};

std::unique_ptr<Trainer> make_trainer(TrainingSet training_set, const FactorizationTrainOptions& options);

}  // namespace kinfold
