// Optimizer of a network's parameters, with L2 weight decay as far as each parameter has it.
#pragma once
#include <string>
#include <vector>

#include "gnn/layer.h"
#include "optimizer/entrywise.h"

namespace kinfold {

class NetworkOptimizer {
 public:
  // `optimizer` is one of kOptimizers. Keeps a reference to `parameters`.
  NetworkOptimizer(const std::vector<Parameter*>& parameters, std::string optimizer, double reg);
  // Applies one step with the current gradients. Adds the weight decay to the gradients.
  void step(double lr);

 private:
  const std::vector<Parameter*>& parameters_;
  std::string optimizer_;
  double reg_;
  std::vector<EntrywiseState> states_;
  std::size_t steps_ = 0;
};

}  // namespace kinfold
