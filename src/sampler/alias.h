// Samples indices in proportion to their weights, in constant time, by the alias method (Walker 1977, Vose 1991).
#pragma once
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/random.h"

namespace kinfold {

class AliasSampler {
 public:
  // Weights are non-negative. If all are zero, sampling is uniform.
  explicit AliasSampler(std::span<const double> weight);

  std::size_t size() const { return slots_.size(); }
  Id sample(Random& random) const {
    const std::uint64_t bits = random();
    const Id at = Id(((bits >> 32) * slots_.size()) >> 32);
    const Slot& slot = slots_[at];
    return float(std::uint32_t(bits)) * 0x1p-32f < slot.keep ? at : slot.alias;
  }
  float probability(Id index) const { return probability_[index]; }

 private:
  struct Slot {  // returns its own index with probability `keep`, otherwise its alias
    float keep;
    Id alias;
  };
  std::vector<Slot> slots_;
  std::vector<float> probability_;
};

}  // namespace kinfold
