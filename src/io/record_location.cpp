#include "io/record_location.h"

#include <fstream>
#include <iterator>

namespace kinfold {

bool each_record(const std::string& path, const std::string& delimiter, char quote,
                 const std::function<bool(const RecordLocation&)>& visit) {
  std::ifstream file(path, std::ios::binary);
  if (!file || delimiter.empty() || path.ends_with(".gz") || path.ends_with(".zst")) return false;
  RecordLocation here{1, 1};
  std::size_t line = 1;
  bool quoted = false, blank = true;
  // A quote opens a quoted cell only at the beginning of a cell. Right after a closing quote, it is an escaped quote.
  bool may_open = true;
  for (std::istreambuf_iterator<char> at(file), end; at != end; ++at) {
    const char c = *at;
    line += c == '\n';
    if (quoted) {
      quoted = c != quote;
      may_open = !quoted;
    } else if (c == '\n') {
      if (!blank && !visit(here)) return true;
      here = {line, here.duckdb_line + 1};
      blank = may_open = true;
    } else {
      quoted = c == quote && may_open;
      may_open = c == delimiter.back();
      blank &= c == '\r';
    }
  }
  if (!blank) visit(here);
  return true;
}

}  // namespace kinfold
