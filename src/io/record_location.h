// Where the records of a text file stand in it, for error messages: quoted cells may hold line ends, and blank lines
// are no records.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace kinfold {

struct RecordLocation {
  std::size_t line;         // of its beginning, from 1
  std::size_t duckdb_line;  // what DuckDB calls its line: line ends inside of quotes are not counted
};

// Visits the records in order until `visit` returns false. False if the file cannot be looked at, as when it is packed.
bool each_record(const std::string& path, const std::string& delimiter, char quote,
                 const std::function<bool(const RecordLocation&)>& visit);

}  // namespace kinfold
