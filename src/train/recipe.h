// What the name of a model of tables stands for.
#pragma once
#include <string>

#include "solver/side_penalty.h"
#include "train/options.h"

namespace kinfold {

struct Recipe {
  bool any_kind = false;  // a loss for each kind, rather than `loss` for all
  std::string loss = "squared";
  bool offsets = true;   // and centred numbers
  bool scaled = false;   // numbers in units of their deviations, losses in units of the best constant's
  bool singular = true;  // turned into its singular form
  SidePenalty rows, columns;
};

Recipe recipe_of(const Options& options);

}  // namespace kinfold
