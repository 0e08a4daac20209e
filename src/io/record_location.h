// Maps the records of a text file to lines, for error messages. Records and lines differ because quoted cells may
// contain line breaks, and blank lines are not records.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace kinfold {

struct RecordLocation {
  std::size_t line;         // line on which the record begins, from 1
  std::size_t duckdb_line;  // DuckDB's line number, which does not count line breaks within quotes
};

// Visits the records in order until `visit` returns false. Returns false if the file cannot be read as plain text, for
// example because it is compressed.
bool each_record(const std::string& path, const std::string& delimiter, char quote,
                 const std::function<bool(const RecordLocation&)>& visit);

}  // namespace kinfold
