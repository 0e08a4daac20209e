// Reads a table of cells, such as people by answers. Each column has a kind; cells may be missing.
#pragma once
#include <string>
#include <vector>

#include "io/source.h"
#include "table/frame.h"

namespace kinfold {

inline const std::vector<std::string> kMissingTexts = {"NA", "N/A", "NaN", "null", "NULL", "?"};

// Options to open a source for read_frame(). `missing` defaults to kMissingTexts.
SourceOptions table_source_options(SourceOptions options = {});

struct FrameReadOptions {
  // "NAME=KIND,...": KIND is one of kColumnKinds, or name, label or skip. "NAME=ordinal:low|mid|high" sets the order. A
  // column may also be referred to by its number, from 1.
  std::string types;
  std::vector<FrameColumn> expected;  // the columns of a trained model, if the table must match it
  bool error_on_empty = false;        // a column or row without a value is an Error, not a note
};

struct FrameReport {
  std::vector<std::string> notes;  // for the user: skipped and constant columns, empty rows, inferred orders
  std::size_t missing = 0;         // number of missing cells
  // The frame's columns as indices into the source's columns, and the source's rows that are not in the frame,
  // ascending.
  std::vector<std::size_t> source_columns, excluded;
};

// The kind of a column is given by options.types or inferred from its cells:
//   number    numbers; only 0 and 1: boolean
//   boolean   texts with two distinct values
//   category  texts with at most 50 distinct values, fewer than 0.9 times the rows; levels by descending frequency
//   name      a first column with a common name of an id column, or of texts that are all distinct
// Other texts, dates, infinities and cells that do not match the kind of their column are Errors that name column and
// row. A column without values is skipped; a row without values stays. With options.expected, the frame has exactly
// these columns in this order, matched by name, or by position if the source has no column names. Then an unknown level
// is an Error, and options.types may contain only name, label and skip. The source must be opened with
// table_source_options(). Bad rows are handled as in read_ratings(); with skip_bad_rows, a note reports them.
Frame read_frame(Source& source, const FrameReadOptions& options, FrameReport& report);

}  // namespace kinfold
