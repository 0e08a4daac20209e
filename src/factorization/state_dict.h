// Named references to the arrays of a trainer or model, for checkpoints.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "core/matrix.h"
#include "factorization/factors.h"
#include "optimizer/rowwise.h"

namespace kinfold {

struct StateEntry {
  std::string name;
  std::variant<Matrix*, std::vector<BiasAndReg>*, std::vector<float>*, std::vector<double>*, std::vector<RowState>*>
      values;
};
using StateDict = std::vector<StateEntry>;

// Adds the vectors and biases of a side.
inline void add_state(StateDict& state, const std::string& name, FactorSide& side) {
  state.push_back({name + ".factors", &side.factors});
  state.push_back({name + ".bias", &side.bias_and_reg});
}

}  // namespace kinfold
