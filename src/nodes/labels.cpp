#include "nodes/labels.h"

#include "data/checksum.h"

namespace kinfold {

NodeLabels select(const NodeLabels& labels, const std::vector<std::uint8_t>& marks, std::uint8_t part) {
  NodeLabels result{labels.nodes, labels.classes, {}};
  for (std::size_t row = 0; row < labels.rows.size(); ++row)
    if (marks[row] == part) result.rows.push_back(labels.rows[row]);
  return result;
}

std::vector<std::size_t> class_counts(const NodeLabels& labels) {
  std::vector<std::size_t> nodes(labels.classes.size());
  for (const NodeLabel& label : labels.rows) ++nodes[label.class_id];
  return nodes;
}

std::uint64_t checksum(const NodeLabels& labels) {
  return Checksum().add(labels.rows).add(labels.nodes).add(labels.classes).value();
}

}  // namespace kinfold
