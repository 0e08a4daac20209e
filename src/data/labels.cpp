#include "data/labels.h"

#include "data/checksum.h"

namespace kinfold {

Labels select(const Labels& labels, const std::vector<std::uint8_t>& marks, std::uint8_t part) {
  Labels result{labels.nodes, labels.classes, {}};
  for (std::size_t row = 0; row < labels.rows.size(); ++row)
    if (marks[row] == part) result.rows.push_back(labels.rows[row]);
  return result;
}

std::vector<std::size_t> nodes_by_class(const Labels& labels) {
  std::vector<std::size_t> nodes(labels.classes.size());
  for (const NodeLabel& label : labels.rows) ++nodes[label.kind];
  return nodes;
}

std::uint64_t checksum(const Labels& labels) {
  return Checksum().add(labels.rows).add(labels.nodes).add(labels.classes).value();
}

}  // namespace kinfold
