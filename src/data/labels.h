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

// The rows with a mark; all nodes and classes keep their numbers.
Labels select(const Labels& labels, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// How many nodes each class has.
std::vector<std::size_t> nodes_by_class(const Labels& labels);

std::uint64_t checksum(const Labels& labels);

}  // namespace kinfold
