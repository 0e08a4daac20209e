// Finds the node column and the label column of a table of nodes.
#pragma once
#include <string>
#include <vector>

#include "io/column_roles.h"

namespace kinfold {

// Whether this is a common column name ("node", "vertex_id", "userId", "label") of a table of nodes. Identifies
// headers.
bool is_node_column_name(const std::string& name);

// Index of the first column with a common name of a node or id column, or 0.
std::size_t node_column(const std::vector<Source::Column>& columns);

struct LabelRoles {
  int node, label;
};

// Assigns roles by --columns first, then by common names, then by position. Throws an Error if there is only one
// column.
LabelRoles find_label_roles(const ColumnSchema& schema);

}  // namespace kinfold
