// Writes a table in parts, in constant memory. The file appears only on commit(), complete.
#pragma once
#include <memory>
#include <string>

#include "io/duckdb_connection.h"

namespace kinfold {

class RowWriter {
 public:
  explicit RowWriter(const std::string& path);  // .csv, .tsv, .parquet, .json or .jsonl; a UsageError otherwise
  ~RowWriter();                                 // without commit(), no file is left behind

  void add(const OutputTable& part);  // all parts must have the same columns
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kinfold
