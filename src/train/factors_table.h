// Low-rank models of tables with missing cells, losses by column and penalties: all of kTableModels but those that
// spectral_table.h has.
#pragma once
#include "train/table.h"

namespace kinfold {

// Epochs end when the objective falls by less than `tolerance` of itself.
TableModel train_factors(TableData& data, const Options& options, double tolerance);

}  // namespace kinfold
