// PCA and truncated SVD of tables without missing cells.
#pragma once
#include <optional>

#include "table/train_table.h"

namespace kinfold {

// Trains a pca or svd model with the solver of the options. Returns nullopt if a cell is missing. Releases data.sparse.
// Throws a UsageError for --solver full with a sparse table.
std::optional<TableModel> train_svd(TableData& data, const TableTrainOptions& options);

}  // namespace kinfold
