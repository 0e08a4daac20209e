// Writes a file of rows a part at a time, in memory that does not grow with them; the file appears whole or not at all.
#pragma once
#include <memory>
#include <string>

#include "source/duck.h"

namespace kinfold {

class SheetWriter {
 public:
  explicit SheetWriter(const std::string& path);  // .csv, .tsv, .parquet, .json or .jsonl
  ~SheetWriter();                                 // without commit(), nothing is left behind

  void add(const Sheet& part);  // every part has the same columns
  void commit();

 private:
  struct Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace kinfold
