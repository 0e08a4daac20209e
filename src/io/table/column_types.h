// Parses --column-types, such as "age=number,answer=ordinal:low|mid|high,city=label".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "table/frame.h"

namespace kinfold {

enum class ColumnUse { kInferred, kCells, kName, kLabel, kSkip };  // kInferred: by the cells of the column

struct ColumnType {
  ColumnUse use = ColumnUse::kInferred;
  ColumnKind kind = ColumnKind::kNumber;  // for kCells
  std::vector<std::string> order;         // the levels of an ordinal column, if given
};

// Returns one type per column of `names`. A column may also be referred to by its number, from 1. Throws a UsageError
// for unknown columns and types.
std::vector<ColumnType> parse_column_types(const std::string& types, const std::vector<std::string>& names);

}  // namespace kinfold
