#include "source/list_cells.h"

namespace kinfold {

bool is_list(const Source::Column& column) { return column.type.ends_with(']'); }

std::string list_column(const Source::Column& column) {
  return "array_to_string(CAST(" + sql_name(column.name) + " AS VARCHAR[]), chr(31))";
}

std::vector<std::string> parts_of(const std::string& text, char mark) {
  std::vector<std::string> parts;
  each_part(text, mark, [&](std::string_view part) {
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.emplace_back(part);
  });
  return parts;
}

}  // namespace kinfold
