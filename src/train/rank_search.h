// The rank of a table's model, by cells that are withheld. For each rank the model is learned from nine tenths of the
// known cells and asked for the others, in three rounds; `left` is its loss there beside that of the best constants
// (evaluate/cells.h). Of the ranks that the best one beats by less than a standard error, the smallest is chosen
// (Breiman, Friedman, Olshen, Stone 1984, section 3.4.3); errors are of the paired differences, by row.
#pragma once
#include "train/table.h"

namespace kinfold {

// Throws a UsageError for a sparse table, and an Error where the known cells are too few or all alike.
RankCurve choose_rank(const TableData& data, const Options& options);

}  // namespace kinfold
