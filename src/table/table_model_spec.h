// Defines each table model by name: its losses, regularizers and scaling.
#pragma once
#include <string>

#include "table/options.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct TableModelSpec {
  bool loss_by_kind = false;  // a loss for each column kind instead of one `loss` for all
  std::string loss = "squared";
  bool offsets = true;        // offsets, and centred numbers
  bool standardize = false;   // scale numbers to unit standard deviation, and losses by those of the best constants
  bool singular_form = true;  // transform the solution into its singular form
  SideRegularizer rows, columns;
};

TableModelSpec table_model_spec(const TableTrainOptions& options);

}  // namespace kinfold
