#include "io/list_cells.h"

namespace kinfold {

bool is_list(const Source::Column& column) { return column.type.ends_with(']'); }

std::string list_column(const Source::Column& column) {
  return "array_to_string(CAST(" + sql_name(column.name) + " AS VARCHAR[]), chr(31))";
}

std::vector<std::string> split_unique(const std::string& text, char separator) {
  std::vector<std::string> parts;
  each_part(text, separator, [&](std::string_view part) {
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.emplace_back(part);
  });
  return parts;
}

}  // namespace kinfold
