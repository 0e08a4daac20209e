// Reads tables of node labels: one node and its label per row.
#pragma once
#include <string>

#include "io/source.h"
#include "nodes/labels.h"

namespace kinfold {

struct LabelsReport : ReadReport {
  std::size_t empty = 0;  // rows without a label
  std::string columns;    // the columns used: "node, label"
};

// Assigns roles by --columns (node=NAME,label=NAME), then by common names, then by position. Ids and labels stay as
// written. A node has several labels if they are separated by |, if the cell is a DuckDB list, or if several rows have
// the same node; repeated labels of a node count once. Rows without a label are skipped and counted. A row without a
// node is an Error that names its location; with skip_bad_rows it is skipped and counted.
NodeLabels read_labels(Source& source, LabelsReport& report);

// The same, for a source that is not opened yet.
NodeLabels read_labels(const std::string& source, const SourceOptions& options, LabelsReport& report);

}  // namespace kinfold
