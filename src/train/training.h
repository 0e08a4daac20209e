// The state of one training of biased factors by stochastic gradient descent, epoch by epoch. Everything inside is in
// grid places and, for losses in units of the target, divided by the targets' deviation; publish() turns it back.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/grid.h"
#include "model/model.h"
#include "solver/pointwise.h"
#include "train/options.h"

namespace kinfold {

// Mean and standard deviation of the training values, and their range.
struct ValueFacts {
  double mean = 0, deviation = 0;
  float low = 0, high = 0;
};
ValueFacts value_facts(const std::vector<Rating>& rows);

class Training {
 public:
  // `rows` are freed once they lie in the grid.
  Training(std::vector<Rating> rows, std::size_t users, std::size_t items, const ValueFacts& facts,
           const Options& options);

  // Rows to validate on, by the ids of the training data; kUnseen where it lacks them.
  void set_validation(const std::vector<Rating>& rows);
  bool validates() const { return !validation_.empty(); }

  // One pass over the ratings; the mean loss, each taken before its step.
  double epoch(std::size_t number);
  // RMSE over the validation rows, in the values' units.
  double validation_rmse();
  // Mean loss of the constant offset: what an untrained model costs.
  double baseline_loss() const { return baseline_; }

  // Writes the tables, by id and in the values' units, into the model; false if an entry is not finite.
  bool publish(Model& model);

  std::size_t ratings() const { return grid_.rows.size(); }
  float raw_offset() const { return offset_ * scale_; }

  // For checkpoints: everything that epochs change.
  struct State {
    Side *left, *right;
    SideState *left_state, *right_state;
  };
  State state() { return {&left_, &right_, &left_state_, &right_state_}; }

 private:
  Side make_side(const std::vector<Id>& id_at_place, bool left) const;

  const Options& options_;
  bool biased_;
  std::size_t rank_;
  Pool pool_;
  float scale_, offset_, low_, high_;
  double baseline_ = 0;
  Grid grid_;
  Side left_, right_;
  SideState left_state_, right_state_;
  Sweep sweep_;
  std::vector<Rating> validation_;
};

}  // namespace kinfold
