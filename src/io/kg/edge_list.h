// Lines of an edge list: columns parted by blanks and tabs of any number, comments that begin with # or %.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kinfold {

struct EdgeListLine {
  static constexpr std::size_t kMaxColumns = 8;  // columns that are told apart
  std::array<std::string_view, kMaxColumns> column;
  std::size_t count = 0;  // of all columns, which may be more
};

EdgeListLine edge_line(std::string_view line);
bool is_edge_comment(std::string_view line);

// Do the first lines of a text file look like those of an edge list rather than of a table? No usual delimiter parts
// them all alike, and they begin with a comment or have as many columns each when parted by blanks.
bool looks_like_edges(const std::vector<std::string>& lines);

}  // namespace kinfold
