// NMF and sparse PCA of tables without missing cells, by HALS (squared loss) or multiplicative updates (KL divergence).
#pragma once
#include <optional>

#include "table/train_table.h"

namespace kinfold {

// Returns nullopt if a cell is missing or if options.model is not nmf or sparse-pca.
std::optional<TableModel> train_full_matrix(const TableData& data, const TableTrainOptions& options);

}  // namespace kinfold
