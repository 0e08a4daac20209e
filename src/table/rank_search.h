// Selects the rank of a table model by held-out cells. At each candidate rank, three rounds train on 90 % of the
// observed cells and evaluate on the rest, by the loss relative to the best constants (table/cell_evaluation.h). The
// one-standard-error rule selects the smallest rank whose loss is within one standard error of the best (Breiman,
// Friedman, Olshen, Stone 1984, section 3.4.3). The standard error is that of the paired difference by row.
#pragma once
#include "table/train_table.h"

namespace kinfold {

// Uses a random sample of rows with at most about `max_cells` cells (at least 50 rows). Throws a UsageError for a
// sparse table, and an Error if there are too few observed cells, or if the constants already predict all held-out
// cells.
RankCurve choose_rank(const TableData& data, const TableTrainOptions& options, std::size_t max_cells = 2'000'000);

}  // namespace kinfold
