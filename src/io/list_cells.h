// Cells that hold several things: texts with marks between, and lists of DuckDB's.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "io/source.h"

namespace kinfold {

inline constexpr char kUnitSeparator = '\x1f';  // the unit separator: parts what list_column() gives

bool is_list(const Source::Column& column);

// A column of lists as SQL for texts.
std::string list_column(const Source::Column& column);

// What stands between marks, empty parts left out.
template <class Take>
void each_part(std::string_view text, char separator, Take take) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) take(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

// Each part once.
std::vector<std::string> split_unique(const std::string& text, char separator);

}  // namespace kinfold
