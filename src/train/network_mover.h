// Moves the parameters of a network by their slopes, weights drawn to zero as far as they decay.
#pragma once
#include <string>
#include <vector>

#include "graph/layer.h"
#include "update/entrywise.h"

namespace kinfold {

class NetworkMover {
 public:
  NetworkMover(const std::vector<Parameter*>& parameters, std::string update, double strength);
  void move(double rate);

 private:
  const std::vector<Parameter*>& parameters_;
  std::string update_;
  double strength_;
  std::vector<EntryState> states_;
  std::size_t steps_ = 0;
};

}  // namespace kinfold
