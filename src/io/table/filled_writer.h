// Writes a copy of a source in which missing cells are imputed.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "io/source.h"

namespace kinfold {

// The imputed cells of one column.
struct ImputedColumn {
  std::size_t index;   // index in the source's columns
  std::string name;    // name to write if the source has no column names
  bool number, whole;  // number: the cells are numbers; whole: all of them are integers
  std::vector<std::pair<std::size_t, std::string>> cells;  // row of the source, and the value as text
};

// Writes all columns and all rows, in their order, except the rows `excluded`. Cells that are not imputed stay
// unchanged: cells of text files keep their text, other cells their type. If a column's type cannot hold an imputed
// number, the column becomes DOUBLE. The extension of `path` selects the format, as in write_rows(). The file is
// replaced atomically.
void write_imputed(Source& source, const std::vector<ImputedColumn>& imputed, const std::vector<std::size_t>& excluded,
                   const std::string& path);

}  // namespace kinfold
