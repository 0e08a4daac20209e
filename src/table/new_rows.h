// Vectors of rows that a model of a table has not seen, by its losses and the regularizer of its rows; and the other
// way.
#pragma once
#include "core/pool.h"
#include "table/table_model.h"

namespace kinfold {

// Cells (rows x columns) from vectors (rows x rank), in the units of the columns: for a boolean the chance of a yes
// where its loss tells one, for an ordinal the median level, for a category the likeliest.
Matrix inverse_transform(const TableModel& model, const Matrix& rows, Pool& pool);

// rows x rank, for cells in the units of the columns, of which some may be missing.
Matrix embed_rows(const TableModel& model, const Matrix& cells, Pool& pool);

}  // namespace kinfold
