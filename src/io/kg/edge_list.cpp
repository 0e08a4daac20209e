#include "io/kg/edge_list.h"

#include <algorithm>

namespace kinfold {
namespace {

bool is_edge_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::size_t count_of(const std::string& line, char c) { return std::size_t(std::count(line.begin(), line.end(), c)); }

// Every line has as many of it, and not none.
bool parts_all(const std::vector<std::string>& lines, char delimiter) {
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
  std::vector<std::string> full;
  for (const std::string& line : lines)
    if (edge_line(line).count > 0) full.push_back(line);
  if (full.empty()) return false;
  for (const char delimiter : {'\t', ',', ';', '|'})
    if (parts_all(full, delimiter)) return false;
  if (is_edge_comment(full[0])) return true;
  const std::size_t columns = edge_line(full[0]).count;
  return columns >= 2 && std::all_of(full.begin(), full.end(),
                                     [&](const std::string& line) { return edge_line(line).count == columns; });
}

}  // namespace kinfold
