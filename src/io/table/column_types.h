// What a user says of a table's columns: "age=number,answer=ordinal:low|mid|high,city=label".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "table/frame.h"

namespace kinfold {

enum class ColumnUse { kInferred, kCells, kName, kLabel, kSkip };  // found: by what is in the column

struct ColumnType {
  ColumnUse use = ColumnUse::kInferred;
  ColumnKind kind = ColumnKind::kNumber;  // of cells
  std::vector<std::string> order;         // of an ordinal's levels, where it is told
};

// One for each of the columns `names`; a column may be called by its number, from 1. UsageErrors name --column-types.
std::vector<ColumnType> parse_column_types(const std::string& types, const std::vector<std::string>& names);

}  // namespace kinfold
