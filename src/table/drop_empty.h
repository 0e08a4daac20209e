// Handles rows and columns of a table that have no observed cell.
#pragma once
#include "table/train_table.h"

namespace kinfold {

// Removes empty columns, keeps empty rows, and adds a note for each to data.notes. If `refuse` is true, throws an Error
// for the first empty row or column instead.
void drop_empty_columns(TableData& data, bool refuse);

}  // namespace kinfold
