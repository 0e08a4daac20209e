// What a user says of a table's columns: "age=number,answer=ordinal:low|mid|high,city=label".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "data/frame.h"

namespace kinfold {

enum class ColumnUse { kFound, kCells, kName, kLabel, kSkip };  // found: by what is in the column

struct ColumnType {
  ColumnUse use = ColumnUse::kFound;
  Kind kind = Kind::kNumber;       // of cells
  std::vector<std::string> order;  // of an ordinal's levels, where it is told
};

// One for each of the columns `names`; a column may be called by its number, from 1. UsageErrors name --types.
std::vector<ColumnType> column_types(const std::string& types, const std::vector<std::string>& names);

}  // namespace kinfold
