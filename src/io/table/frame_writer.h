// Writes a table in its original form: columns by name, levels as texts.
#pragma once
#include <string>

#include "table/frame.h"

namespace kinfold {

// Writes the row names first, then the cells, then the labels. Missing cells are empty or NULL. Columns of integers are
// written as integers, unless a cell has become fractional. Cells of columns with levels must be valid level indices.
// The extension of `path` selects the format, as in write_rows(). The file is replaced atomically.
void write_frame(const Frame& frame, const std::string& path);

}  // namespace kinfold
