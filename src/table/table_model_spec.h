// What the name of a model of tables stands for.
#pragma once
#include <string>

#include "table/options.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct TableModelSpec {
  bool loss_by_kind = false;  // a loss for each kind, rather than `loss` for all
  std::string loss = "squared";
  bool offsets = true;        // and centred numbers
  bool standardize = false;   // numbers in units of their deviations, losses in units of the best constant's
  bool singular_form = true;  // turned into its singular form
  SideRegularizer rows, columns;
};

TableModelSpec table_model_spec(const TableTrainOptions& options);

}  // namespace kinfold
