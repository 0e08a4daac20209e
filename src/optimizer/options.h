// Options of gradient steps: optimizer, learning rate and its schedule.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"

namespace kinfold {

// Optimizers with state per entry (optimizer/entrywise.h). Those of factorizations keep state per row
// (optimizer/rowwise.h).
inline const std::vector<std::string> kOptimizers = {"sgd", "adagrad", "adam"};
inline const std::vector<std::string> kGradientSolvers = {"sgd"};

struct OptimizerOptions {
  std::string optimizer = "sgd";
  double lr = 0.03;
  std::string lr_schedule = "linear";

  static std::vector<OptionField<OptimizerOptions>> fields() {
    using O = OptimizerOptions;
    return {
        {.name = "optimizer", .value = "NAME", .member = &O::optimizer, .help = "Optimizer of gradient steps."},
        {.name = "lr",
         .value = "X",
         .member = &O::lr,
         .help = "Initial learning rate. Lower it if the loss rises or diverges.",
         .min = 0,
         .exclusive_min = true},
        {.name = "lr-schedule",
         .value = "NAME",
         .member = &O::lr_schedule,
         .help = "Learning rate over the epochs: constant, linear or cosine towards 0, or exponential:FACTOR, such as "
                 "exponential:0.95."},
    };
  }
};

}  // namespace kinfold
