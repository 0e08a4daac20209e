// Finds the columns that hold the head, relation and tail of a triple, or the source and target of a link.
#pragma once
#include <vector>

#include "io/column_roles.h"
#include "io/kg/triple_reader.h"

namespace kinfold {

// Indices into ColumnSchema::columns; -1: no such column. Links have no relation.
struct GraphRoles {
  int head = -1, relation = -1, tail = -1, weight = -1, time = -1;
};

// Assigns roles by --columns first (head, relation, tail, weight, time; source and target are synonyms of head and
// tail), then by common names (subject, predicate, object; from, to; ...), then by position: head, relation, tail for
// triples; source, target, weight, time for links. Errors list the columns of the source.
GraphRoles find_graph_roles(GraphTask task, const ColumnSchema& schema);

// Whether at least two of head, relation and tail have a common name. A single such name may be an entity in the data.
bool is_graph_header(const std::vector<Source::Column>& columns);

}  // namespace kinfold
