// Low-rank models of tables with missing cells, losses by column and regularizers: all of kTableModels but those that
// spectral_table.h has.
#pragma once
#include "table/train_table.h"

namespace kinfold {

// Epochs end when the objective falls by less than `tolerance` of itself.
TableModel train_glrm(TableData& data, const TableTrainOptions& options, double tolerance);

}  // namespace kinfold
