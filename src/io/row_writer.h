// Writes a file of rows a part at a time, in memory that does not grow with them; the file appears whole or not at all.
#pragma once
#include <memory>
#include <string>

#include "io/duckdb_connection.h"

namespace kinfold {

class RowWriter {
 public:
  explicit RowWriter(const std::string& path);  // .csv, .tsv, .parquet, .json or .jsonl
  ~RowWriter();                                 // without commit(), nothing is left behind

  void add(const OutputTable& part);  // every part has the same columns
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kinfold
