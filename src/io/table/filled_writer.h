// Writes a source again with some of its missing cells filled in.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "io/source.h"

namespace kinfold {

struct ImputedColumn {
  std::size_t index;                                       // among the source's columns
  std::string name;                                        // where the source has no names
  bool number, whole;                                      // are its cells numbers, and all of them whole ones?
  std::vector<std::pair<std::size_t, std::string>> cells;  // by rows of the source: texts as a user writes them
};

// All columns and all rows in their order, but for the rows `excluded`. Cells that are not filled stay as they are: a
// text file's keep their texts, others their types. A number that a column's type does not hold makes it one of
// fractions. The file's ending tells the format, as for write_rows; it appears whole or not at all.
void write_imputed(Source& source, const std::vector<ImputedColumn>& imputed, const std::vector<std::size_t>& excluded,
                   const std::string& path);

}  // namespace kinfold
