// What nodes are: a class each, or several.
#pragma once
#include <cstdint>
#include <vector>

#include "data/vocabulary.h"

namespace kinfold {

struct NodeLabel {
  Id node, kind;  // kind: the class
  friend auto operator<=>(const NodeLabel&, const NodeLabel&) = default;
};

struct Labels {
  Vocabulary nodes, classes;
  std::vector<NodeLabel> rows;  // in the order of the source; a node of several classes has a row for each
};

}  // namespace kinfold
