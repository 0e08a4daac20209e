// Writes a table as its user had it: columns by their names, levels by their texts.
#pragma once
#include <string>

#include "table/frame.h"

namespace kinfold {

// Names of rows first, labels last. A missing cell is empty or NULL. Numbers of a whole column are written without a
// fraction, unless one has come in since. Cells of levels must be places among them. The file's ending tells the
// format, as for write_rows; it appears whole or not at all.
void write_frame(const Frame& frame, const std::string& path);

}  // namespace kinfold
