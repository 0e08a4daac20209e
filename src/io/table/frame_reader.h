// Reads a table of cells: rows such as people, columns such as answers, each column of a kind, some cells missing.
#pragma once
#include <string>
#include <vector>

#include "io/source.h"
#include "table/frame.h"

namespace kinfold {

inline const std::vector<std::string> kMissingTexts = {"NA", "N/A", "NaN", "null", "NULL", "?"};

// As a source must be opened for read_frame: with kMissingTexts unless it names others.
SourceOptions table_source_options(SourceOptions options = {});

struct FrameReadOptions {
  // "NAME=KIND,...": KIND one of kColumnKinds, name, label or skip; "NAME=ordinal:low|mid|high" tells the order. A
  // column that is not named may be called by its number, from 1.
  std::string types;
  std::vector<FrameColumn> expected;  // the columns of a trained model, if the table must be like them
  bool error_on_empty = false;        // a column or row without a value is an Error rather than a note
};

struct FrameReport {
  std::vector<std::string> notes;  // what a user should know: columns left out or constant, empty rows, levels' order
  std::size_t missing = 0;         // cells
  // Where the frame's columns stand in the source, and which of the source's rows, rising, are not in the frame.
  std::vector<std::size_t> source_columns, excluded;
};

// Kinds by `types`, else by what is in the columns:
//   number    numbers; only 0 and 1: boolean
//   boolean   texts of two different values
//   category  texts of up to 50 values, fewer than 0.9 of the rows; levels from the most frequent to the least
//   name      a first column called like an id, or of texts that all differ
// Other texts, dates, infinities and what does not fit its column are Errors that name column and row. A column without
// a value is left out, a row without one stays. With rule.known the frame has those columns in that order, found by
// name, or by position where the source has no names; a level that is not known is an Error, and `types` may name only
// name, label and skip. The source must be opened with table_source_options(). Errors of rows: as read_ratings; with
// skip_bad_rows a note tells of them.
Frame read_frame(Source& source, const FrameReadOptions& options, FrameReport& report);

}  // namespace kinfold
