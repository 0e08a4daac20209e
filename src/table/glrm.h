// Trains generalized low-rank models: tables with missing cells, a loss for each column, and regularizers. It takes
// every model of kTableModels.
#pragma once
#include "table/train_table.h"

namespace kinfold {

// Training stops when the objective decreases by less than `tolerance` relative to its value. Scales data.frame.cells
// in place during training and restores them, up to rounding. Throws an Error if a column does not fit the model, and a
// UsageError if --loss fits no column.
TableModel train_glrm(TableData& data, const TableTrainOptions& options, double tolerance);

}  // namespace kinfold
