// The rank of a table's model, by cells that are withheld. At each rank the model is learned from nine tenths of the
// known cells and asked for the others, in three rounds; `left` is its loss there beside that of the best constants
// (table/cell_evaluation.h). Of the ranks that the best one beats by no more than a standard error, the smallest is
// chosen (Breiman, Friedman, Olshen, Stone 1984, section 3.4.3); the error is that of the paired difference, by row.
#pragma once
#include "table/train_table.h"

namespace kinfold {

// Throws a UsageError for a sparse table, and an Error where the known cells are too few or all alike.
// Looks at no more than about `max_cells`, those of random rows.
RankCurve choose_rank(const TableData& data, const TableTrainOptions& options, std::size_t max_cells = 2'000'000);

}  // namespace kinfold
