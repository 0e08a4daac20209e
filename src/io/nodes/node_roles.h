// Which columns of a table of nodes name them, and which is their label.
#pragma once
#include <string>
#include <vector>

#include "io/column_roles.h"

namespace kinfold {

// Is it a usual name ("node", "vertex_id", "userId", "label") by which the header of a table of nodes is known?
bool is_node_column_name(const std::string& name);

// The column that is named like one of nodes, else the first.
std::size_t node_column(const std::vector<Source::Column>& columns);

struct LabelRoles {
  int node, label;
};

// By --columns first, then by usual names, then by position.
LabelRoles find_label_roles(const ColumnSchema& schema);

}  // namespace kinfold
