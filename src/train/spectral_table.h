// PCA and truncated SVD of tables without missing cells.
#pragma once
#include "train/table.h"

namespace kinfold {

TableModel train_spectral(TableData& data, const Options& options);

}  // namespace kinfold
