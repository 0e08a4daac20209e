// What nodes are: a class each, or several.
#pragma once
#include <cstdint>
#include <vector>

#include "data/vocabulary.h"

namespace kinfold {

struct NodeLabel {
  Id node, class_id;  // kind: the class
  friend auto operator<=>(const NodeLabel&, const NodeLabel&) = default;
};

struct NodeLabels {
  Vocabulary nodes, classes;
  std::vector<NodeLabel> rows;  // in the order of the source; a node of several classes has a row for each
};

// The rows with a mark; all nodes and classes keep their numbers.
NodeLabels select(const NodeLabels& labels, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// How many nodes each class has.
std::vector<std::size_t> class_counts(const NodeLabels& labels);

std::uint64_t checksum(const NodeLabels& labels);

}  // namespace kinfold
