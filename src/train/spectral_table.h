// PCA and truncated SVD of tables without missing cells.
#pragma once
#include <optional>

#include "train/table.h"

namespace kinfold {

// Nothing where a cell is missing.
std::optional<TableModel> train_spectral(TableData& data, const Options& options);

}  // namespace kinfold
