// Rows and columns of a table without a known cell.
#pragma once
#include "table/train_table.h"

namespace kinfold {

// What is empty is told in data.notes, or refused by an Error; columns are left out, and rows stay.
void drop_empty_columns(TableData& data, bool refuse);

}  // namespace kinfold
