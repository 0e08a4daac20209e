#include "io/kg/edge_list.h"

#include <algorithm>

namespace kinfold {
namespace {

bool is_edge_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::size_t count_of(const std::string& line, char c) { return std::size_t(std::count(line.begin(), line.end(), c)); }

// Whether the delimiter occurs equally often in all lines, and at least once.
bool separates_all(const std::vector<std::string>& lines, char delimiter) {
  const std::size_t count = count_of(lines[0], delimiter);
  return count > 0 && std::all_of(lines.begin(), lines.end(),
                                  [&](const std::string& line) { return count_of(line, delimiter) == count; });
}

}  // namespace

EdgeListLine edge_line(std::string_view line) {
  EdgeListLine result;
  const char *at = line.data(), *const end = at + line.size();
  while (true) {
    while (at != end && is_edge_blank(*at)) ++at;
    if (at == end) return result;
    const char* const begin = at;
    while (at != end && !is_edge_blank(*at)) ++at;
    if (result.count < EdgeListLine::kMaxColumns) result.column[result.count] = {begin, std::size_t(at - begin)};
    ++result.count;
  }
}

bool is_edge_comment(std::string_view line) { return line.starts_with('#') || line.starts_with('%'); }

bool looks_like_edges(const std::vector<std::string>& lines) {
  std::vector<std::string> non_blank;
  for (const std::string& line : lines)
    if (edge_line(line).count > 0) non_blank.push_back(line);
  if (non_blank.empty()) return false;
  for (const char delimiter : {'\t', ',', ';', '|'})
    if (separates_all(non_blank, delimiter)) return false;
  if (is_edge_comment(non_blank[0])) return true;
  const std::size_t columns = edge_line(non_blank[0]).count;
  return columns >= 2 && std::all_of(non_blank.begin(), non_blank.end(),
                                     [&](const std::string& line) { return edge_line(line).count == columns; });
}

}  // namespace kinfold
