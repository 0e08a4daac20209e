// Which columns are the head, relation and tail of a triple, or the two ends of a link.
#pragma once
#include <vector>

#include "io/column_roles.h"
#include "io/kg/triple_reader.h"

namespace kinfold {

// Indices into ColumnSchema::columns, -1 where there is none; links have no relation.
struct GraphRoles {
  int head = -1, relation = -1, tail = -1, weight = -1, time = -1;
};

// By --columns first (head, relation, tail, weight, time; source and target are head and tail), then by usual names
// (subject, predicate, object; from, to; ...), then by position: head, relation, tail; or for links two ends, a number
// as weight and a time. Errors name the columns there are.
GraphRoles find_graph_roles(GraphTask kind, const ColumnSchema& schema);

// Do the names tell two of head, relation and tail? One alone may be a name in the data.
bool is_graph_header(const std::vector<Source::Column>& columns);

}  // namespace kinfold
