// How each column of a source is read for a frame: which cells they are, and the SQL that gives them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "io/table/column_types.h"
#include "io/table/frame_reader.h"

namespace kinfold {

inline const std::string kRowNames = "rownames";  // what a first column without a name is called

struct PlannedColumn {
  std::string name;      // of the frame's column
  std::string raw, sql;  // SQL of a cell as text, and of what is read
  ColumnUse use = ColumnUse::kInferred;
  std::optional<ColumnKind> kind = {};   // where it is given or known
  std::vector<std::string> levels = {};  // an order that is given, or what is known
  bool expected = false, whole = false;  // a column of rule.known, and what that says of its numbers
  bool as_number = false;                // numbers are read: infinity stands for a text that is none
  bool first = false;                    // it may turn out to hold the rows' names
  bool is_boolean = false;               // the source itself says that it holds true and false
  std::size_t index = 0;                 // among the source's columns
};

// Columns that are skipped are not among them; the columns of rule.known come first, in their order.
std::vector<PlannedColumn> plan_columns(Source& source, const FrameReadOptions& options, FrameReport& report);

// SQL of a cell as its user would write it.
std::string text_sql(const Source& source, const Source::Column& column);

// "2 columns that are not known are ignored: a, b": with a few of the names.
std::string shorten_list(const std::vector<std::string>& names);

}  // namespace kinfold
