// Embeds new rows with a trained table model, and maps row vectors back to cells.
#pragma once
#include "core/pool.h"
#include "table/table_model.h"

namespace kinfold {

// Predicted cells (rows x columns) of row vectors (rows x rank), in the units of the columns: the probability of "yes"
// for a boolean with logistic loss, the median level of an ordinal, the most likely level of a category.
Matrix inverse_transform(const TableModel& model, const Matrix& rows, Pool& pool);

// Row vectors (rows x rank) that minimize loss plus row regularizer for the given cells (rows x columns, in the units
// of the columns; NaN if missing).
Matrix embed_rows(const TableModel& model, const Matrix& cells, Pool& pool);

}  // namespace kinfold
