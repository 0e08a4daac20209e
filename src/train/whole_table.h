// Non-negative and sparse factorizations of tables without missing cells.
#pragma once
#include <optional>

#include "train/table.h"

namespace kinfold {

// Nothing where a cell is missing, or the model is another.
std::optional<TableModel> train_whole(const TableData& data, const Options& options);

}  // namespace kinfold
