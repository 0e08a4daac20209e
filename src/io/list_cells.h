// Cells that hold several values: separated texts, and DuckDB lists.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "io/source.h"

namespace kinfold {

inline constexpr char kUnitSeparator = '\x1f';  // ASCII unit separator; separates the values of list_column()

// Whether the column has a DuckDB list type.
bool is_list(const Source::Column& column);

// SQL that converts a list column to texts, with values separated by kUnitSeparator.
std::string list_column(const Source::Column& column);

// Calls `take` for each non-empty part of `text`.
template <class Take>
void each_part(std::string_view text, char separator, Take take) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) take(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

// The distinct parts, in order of first appearance.
std::vector<std::string> split_unique(const std::string& text, char separator);

}  // namespace kinfold
