// Parses edge lists: columns are separated by any number of spaces and tabs; comments begin with # or %.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kinfold {

struct EdgeListLine {
  static constexpr std::size_t kMaxColumns = 8;  // further columns are counted but not stored
  std::array<std::string_view, kMaxColumns> column;
  std::size_t count = 0;  // number of columns, which may exceed kMaxColumns
};

EdgeListLine edge_line(std::string_view line);
bool is_edge_comment(std::string_view line);

// Whether the first lines of a text file look like an edge list rather than a delimited table: no common delimiter
// occurs equally often in all lines, and the lines either begin with a comment or all have the same number of columns.
bool looks_like_edges(const std::vector<std::string>& lines);

}  // namespace kinfold
