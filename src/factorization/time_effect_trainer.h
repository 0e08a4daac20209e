// Trains the time-dependent terms of a score. Each term has one parameter per group of examples.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "factorization/state_dict.h"

namespace kinfold {

// One term: it adds weight[n] * value[group[n]] to the score of example n.
struct TimeEffect {
  std::string name;
  std::vector<std::uint32_t> group;  // of each example
  std::vector<float> weight;         // of each example; empty: all 1
  std::vector<float> value;          // parameter of each group
};

// Turns a step into a Gibbs sample: adds normal noise of standard deviation root_variance / sqrt(denominator of the
// step) to each value.
struct TimeEffectNoise {
  std::uint64_t seed = 0;
  float root_variance = 0;
};

class TimeEffectTrainer {
 public:
  TimeEffectTrainer() = default;
  // Example n becomes example order[n] of `effects`; an empty order keeps the examples as they are.
  TimeEffectTrainer(std::vector<TimeEffect> effects, std::span<const std::uint32_t> order, double reg);

  bool empty() const { return effects_.empty(); }
  // Sum of all terms for each example.
  const std::vector<float>& sums() const { return sums_; }
  const std::vector<TimeEffect>& effects() const { return effects_; }
  std::vector<TimeEffect>& effects() { return effects_; }

  // Takes one step for each term in turn, where gradient_n = dloss/dscore_n and loss'' <= curvature:
  //   value_g -= (sum_n w_n gradient_n + reg value_g) / (curvature sum_n w_n^2 + reg)
  // Calls gradients(out) before each term to get the gradients at the current scores.
  void step(float curvature, const std::function<void(std::vector<float>&)>& gradients, Pool& pool,
            const TimeEffectNoise& noise = {});
  void refresh(Pool& pool);  // recomputes sums() after the values changed
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
