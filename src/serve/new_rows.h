// Vectors of rows that a model of a table has not seen, by its losses and the penalty of its rows.
#pragma once
#include "core/pool.h"
#include "model/table_model.h"

namespace kinfold {

// rows x rank, for cells in the units of the columns, of which some may be missing.
Table solve_rows_of(const TableModel& model, const Table& cells, Pool& pool);

}  // namespace kinfold
