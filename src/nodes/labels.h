// The labels of nodes: one class per node, or several.
#pragma once
#include <cstdint>
#include <vector>

#include "data/vocabulary.h"

namespace kinfold {

struct NodeLabel {
  Id node, class_id;
  friend auto operator<=>(const NodeLabel&, const NodeLabel&) = default;
};

struct NodeLabels {
  Vocabulary nodes, classes;
  std::vector<NodeLabel> rows;  // in the order of the source; one row per class of a node
};

// The labels whose mark is `part`. Ids of nodes and classes are unchanged.
NodeLabels select(const NodeLabels& labels, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// The number of labels of each class.
std::vector<std::size_t> class_counts(const NodeLabels& labels);

// A checksum of all names and labels.
std::uint64_t checksum(const NodeLabels& labels);

}  // namespace kinfold
