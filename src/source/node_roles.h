// Which columns of a table of nodes name them, and which is their label.
#pragma once
#include <string>
#include <vector>

#include "source/given_roles.h"

namespace kinfold {

// Is it a usual name ("node", "vertex_id", "userId", "label") by which the header of a table of nodes is known?
bool tells_of_nodes(const std::string& name);

// The column that is named like one of nodes, else the first.
std::size_t node_place(const std::vector<Source::Column>& columns);

struct LabelRoles {
  int node, label;
};

// By --columns first, then by usual names, then by position.
LabelRoles find_label_roles(const KnownColumns& known);

}  // namespace kinfold
