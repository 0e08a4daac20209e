// Rows of a source that cannot be used: the first one is an Error that names its place, or all are left out and
// counted, as SourceOptions::skip_bad_rows says.
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

  // `row` is counted from 0 and comes once; `what` is wrong with it.
  void add(std::size_t row, const std::string& what, const std::string& advice = kFixRowAdvice);

  // Once all rows are read: how many there are, with those that the CSV reader put aside, and a few of them by place.
  std::size_t count(std::vector<std::string>& examples);

 private:
  Source& source_;
  std::size_t count_ = 0;
  std::vector<std::pair<std::size_t, std::string>> first_;
};

}  // namespace kinfold
