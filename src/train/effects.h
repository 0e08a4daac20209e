// The time-dependent terms of a score while they are learned: for each a value per group of examples, times a weight.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "model/parts.h"

namespace kinfold {

// One term: example n gets weight[n] * value[group[n]].
struct Effect {
  std::string name;
  std::vector<std::uint32_t> group;  // of each example
  std::vector<float> weight;         // of each example; empty: all 1
  std::vector<float> value;          // of each group
};

// Makes a step a draw: each value moves on by root_variance / sqrt(its denominator) times a normal number.
struct EffectNoise {
  std::uint64_t seed = 0;
  float root_variance = 0;
};

class Effects {
 public:
  Effects() = default;
  // `order`: the examples' new order (empty: as they are).
  Effects(std::vector<Effect> effects, std::span<const std::uint32_t> order, double strength);

  bool empty() const { return effects_.empty(); }
  // Sum of all terms for each example.
  const std::vector<float>& sums() const { return sums_; }
  const std::vector<Effect>& effects() const { return effects_; }
  std::vector<Effect>& effects() { return effects_; }

  // One step for each term in turn, with slopes = dloss/dscore at the current scores and loss'' <= curvature:
  //   value_g -= (sum_n w_n slope_n + strength value_g) / (curvature sum_n w_n^2 + strength)
  // slopes(out) fills them in anew before each term.
  void step(float curvature, const std::function<void(std::vector<float>&)>& slopes, Pool& pool,
            const EffectNoise& noise = {});
  void renew(Pool& pool);  // the sums, after the values changed
  void add_parts(Parts& parts);

 private:
  struct Groups {
    std::vector<std::uint64_t> begin;
    std::vector<std::uint32_t> example;
  };
  std::vector<Effect> effects_;
  std::vector<Groups> groups_;
  std::vector<float> sums_;
  float strength_ = 0;
};

}  // namespace kinfold
