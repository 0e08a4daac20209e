// PCA and truncated SVD of tables without missing cells.
#pragma once
#include <optional>

#include "table/train_table.h"

namespace kinfold {

// Nothing where a cell is missing.
std::optional<TableModel> train_svd(TableData& data, const TableTrainOptions& options);

}  // namespace kinfold
