// Options of regularization and initialization.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"

namespace kinfold {

struct RegularizerOptions {
  std::string regularizer = "l2";

  static std::vector<OptionField<RegularizerOptions>> fields() {
    return {{.name = "regularizer",
             .value = "NAME",
             .member = &RegularizerOptions::regularizer,
             .help = "Regularizer of the vectors.",
             .needs = "reg"}};
  }
};

struct InitOptions {
  double init_std = 0.01;

  static std::vector<OptionField<InitOptions>> fields() {
    return {{.name = "init-std",
             .value = "X",
             .member = &InitOptions::init_std,
             .help = "Standard deviation of the initial vectors.",
             .min = 0,
             .max = 10,
             .exclusive_min = true}};
  }
};

// Separate regularization of the user side and the item side.
struct SideRegOptions {
  double user_reg_factor = 1, item_reg_factor = 1;

  static std::vector<OptionField<SideRegOptions>> fields() {
    using O = SideRegOptions;
    return {
        {.name = "user-reg-factor",
         .value = "X",
         .member = &O::user_reg_factor,
         .help = "Multiplies --reg for users (rows of a table).",
         .min = 0},
        {.name = "item-reg-factor",
         .value = "X",
         .member = &O::item_reg_factor,
         .help = "Multiplies --reg for items (columns of a table).",
         .min = 0},
    };
  }
};

}  // namespace kinfold
