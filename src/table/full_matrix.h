// Non-negative and sparse factorizations of tables without missing cells.
#pragma once
#include <optional>

#include "table/train_table.h"

namespace kinfold {

// Nothing where a cell is missing, or the model is another.
std::optional<TableModel> train_full_matrix(const TableData& data, const TableTrainOptions& options);

}  // namespace kinfold
