// Interface of the trainers of recommenders. A trainer keeps its state in its own units and order; write_to() converts
// it to a model.
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

  // Runs epoch `number`, counted from 0: one pass over the training set. Returns the mean training loss.
  virtual double epoch(std::size_t number) = 0;
  // Mean loss of a constant prediction. A training loss far above it means divergence.
  virtual double baseline_loss() const = 0;
  // Writes the parameters into the model, by id and in the units of the values. Returns false if one is not finite.
  virtual bool write_to(Model& model) = 0;
  // Everything that epoch() changes, for checkpoints.
  virtual StateDict state() = 0;
  // Recomputes derived data after state() was read from a checkpoint.
  virtual void on_restore() {}
  // True if the last epoch gives the best model, as for a running mean over samples.
  virtual bool last_is_best() const { return false; }
};

// Mean, standard deviation and range of the training values.
struct ValueStats {
  double mean = 0, stddev = 0;
  float low = 0, high = 0;
};
ValueStats value_stats(const std::vector<Rating>& rows);

// Weight of a like: max(0, 1 + confidence_weight (value / mean - 1)).
float like_weight(float value, double mean, double confidence_weight);

// Training data in the form that trainers take.
struct TrainingSet {
  std::vector<Rating> rows;
  std::size_t users, items;  // number of rows of each side
  ValueStats stats;
  SideFeatures user_side_features = {}, item_side_features = {};  // without embeddings
  std::vector<TimeEffect> effects = {};                           // without values
};

std::unique_ptr<Trainer> make_trainer(TrainingSet training_set, const FactorizationTrainOptions& options);

}  // namespace kinfold
