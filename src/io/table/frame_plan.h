// Plans how each column of a source is read into a frame: its use, its kind, and the SQL for its cells.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "io/table/column_types.h"
#include "io/table/frame_reader.h"

namespace kinfold {

inline const std::string kRowNames = "rownames";  // name of an unnamed first column

struct PlannedColumn {
  std::string name;      // name of the column in the frame
  std::string raw, sql;  // SQL for a cell as text; SQL for the cell as read
  ColumnUse use = ColumnUse::kInferred;
  std::optional<ColumnKind> kind = {};   // if given by the user or by the model
  std::vector<std::string> levels = {};  // if given by the user or by the model
  bool expected = false,
       whole = false;       // expected: a column of FrameReadOptions::expected; whole: its numbers are integers
  bool as_number = false;   // cells are read as numbers; infinity marks a text that is not a number
  bool first = false;       // the column may be inferred to hold row names
  bool is_boolean = false;  // the source's type is BOOLEAN
  std::size_t index = 0;    // index in the source's columns
};

// Plans all columns that are not skipped. The columns of options.expected come first, in their order.
std::vector<PlannedColumn> plan_columns(Source& source, const FrameReadOptions& options, FrameReport& report);

// SQL for a cell as text, as a user would write it.
std::string text_sql(const Source& source, const Source::Column& column);

// Joins the first few names: "a, b, c, d, e and 3 more".
std::string shorten_list(const std::vector<std::string>& names);

}  // namespace kinfold
