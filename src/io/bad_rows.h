// Handles rows of a source that cannot be used. By default, the first bad row is an Error that names its location. With
// SourceOptions::skip_bad_rows, bad rows are skipped and counted.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "io/duckdb_error.h"
#include "io/source.h"

namespace kinfold {

class BadRows {
 public:
  explicit BadRows(Source& source) : source_(source) {}

  // Reports a bad row. `row` counts from 0; report each row at most once. `what` describes the problem.
  void add(std::size_t row, const std::string& what, const std::string& advice = kFixRowAdvice);

  // Call after all rows are read. Returns the number of bad rows, including those that the CSV reader rejected, and
  // appends the first few to `examples`, each with its location.
  std::size_t count(std::vector<std::string>& examples);

 private:
  Source& source_;
  std::size_t count_ = 0;
  std::vector<std::pair<std::size_t, std::string>> first_;
};

}  // namespace kinfold
