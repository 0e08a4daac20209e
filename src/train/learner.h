// One way of learning a model, epoch by epoch. A learner owns its state in whatever units and order suit it; publish()
// turns that into a model's tables.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/pool.h"
#include "model/model.h"
#include "model/parts.h"
#include "train/effects.h"
#include "train/options.h"

namespace kinfold {

class Learner {
 public:
  Learner() = default;
  virtual ~Learner() = default;
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  // One pass over the examples, counted from 0; the mean training loss.
  virtual double epoch(std::size_t number) = 0;
  // Mean loss of knowing nothing: a run whose loss grows far beyond it has diverged.
  virtual double baseline_loss() const = 0;
  // Writes the tables, by id and in the values' units, into the model; false if an entry is not finite.
  virtual bool publish(Model& model) = 0;
  // Everything that epochs change.
  virtual Parts state() = 0;
  // state() was filled in from a checkpoint: what is derived from it must follow.
  virtual void restored() {}
  // Is what publish() gives last always the best, as a running mean over samples is?
  virtual bool last_is_best() const { return false; }
};

// Mean and standard deviation of the training values, and their range.
struct ValueFacts {
  double mean = 0, deviation = 0;
  float low = 0, high = 0;
};
ValueFacts value_facts(const std::vector<Rating>& rows);

// How much a like counts: 1 + confidence (value / mean - 1), never below 0.
float weight_of_like(float value, double mean, double confidence);

// What a learner is made from.
struct Lesson {
  std::vector<Rating> rows;
  std::size_t users, items;  // rows of each side
  ValueFacts facts;
  Traits user_traits = {}, item_traits = {};  // without vectors
  std::vector<Effect> effects = {};           // without values
};

std::unique_ptr<Learner> make_learner(Lesson lesson, const Options& options);

}  // namespace kinfold
