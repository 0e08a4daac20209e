// Moves the parameters of a network by their gradients, weights drawn to zero as far as they decay.
#pragma once
#include <string>
#include <vector>

#include "gnn/layer.h"
#include "optimizer/entrywise.h"

namespace kinfold {

class NetworkOptimizer {
 public:
  NetworkOptimizer(const std::vector<Parameter*>& parameters, std::string optimizer, double reg);
  void step(double lr);

 private:
  const std::vector<Parameter*>& parameters_;
  std::string optimizer_;
  double reg_;
  std::vector<EntrywiseState> states_;
  std::size_t steps_ = 0;
};

}  // namespace kinfold
