// Tables of what nodes are: a node and its label in each row.
#pragma once
#include <string>

#include "io/source.h"
#include "nodes/labels.h"

namespace kinfold {

struct LabelsReport : ReadReport {
  std::size_t empty = 0;  // rows without a label
  std::string columns;    // "node, label"
};

// Roles by --columns (node=NAME,label=NAME), then by usual names, then by position. Ids and labels are texts as they
// stand. Labels parted by | are several, as are those of a list of DuckDB's and of rows that repeat a node; the same
// label of a node counts once. Rows without a label are left out and counted. A row without a node is bad: an Error
// that names its place, or skipped and counted.
NodeLabels read_labels(Source& source, LabelsReport& report);

// The same of a source that is yet to be opened.
NodeLabels read_labels(const std::string& source, const SourceOptions& options, LabelsReport& report);

}  // namespace kinfold
