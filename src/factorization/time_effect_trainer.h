// The time-dependent terms of a score while they are learned: for each a value per group of examples, times a weight.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "factorization/state_dict.h"

namespace kinfold {

// One term: example n gets weight[n] * value[group[n]].
struct TimeEffect {
  std::string name;
  std::vector<std::uint32_t> group;  // of each example
  std::vector<float> weight;         // of each example; empty: all 1
  std::vector<float> value;          // of each group
};

// Makes a step a draw: each value moves on by root_variance / sqrt(its denominator) times a normal number.
struct TimeEffectNoise {
  std::uint64_t seed = 0;
  float root_variance = 0;
};

class TimeEffectTrainer {
 public:
  TimeEffectTrainer() = default;
  // `order`: the examples' new order (empty: as they are).
  TimeEffectTrainer(std::vector<TimeEffect> effects, std::span<const std::uint32_t> order, double reg);

  bool empty() const { return effects_.empty(); }
  // Sum of all terms for each example.
  const std::vector<float>& sums() const { return sums_; }
  const std::vector<TimeEffect>& effects() const { return effects_; }
  std::vector<TimeEffect>& effects() { return effects_; }

  // One step for each term in turn, with gradients = dloss/dscore at the current scores and loss'' <= curvature:
  //   value_g -= (sum_n w_n gradient_n + regularization value_g) / (curvature sum_n w_n^2 + regularization)
  // gradients(out) fills them in anew before each term.
  void step(float curvature, const std::function<void(std::vector<float>&)>& gradients, Pool& pool,
            const TimeEffectNoise& noise = {});
  void refresh(Pool& pool);  // the sums, after the values changed
  void add_state(StateDict& dict);

 private:
  struct Groups {
    std::vector<std::uint64_t> begin;
    std::vector<std::uint32_t> example;
  };
  std::vector<TimeEffect> effects_;
  std::vector<Groups> groups_;
  std::vector<float> sums_;
  float reg_ = 0;
};

}  // namespace kinfold
