#include "data/node_features.h"

#include "core/error.h"

namespace kinfold {

CsrMatrix align_features(const Vocabulary& nodes, const NodeFeatures& features, const std::string& where) {
  CsrMatrix rows;
  rows.columns = features.rows.columns;
  for (Id node = 0; node < nodes.size(); ++node, rows.close()) {
    const auto row = features.nodes.find(nodes[node]);
    if (!row)
      throw Error("node '" + std::string(nodes[node]) + "' of the graph has no features", where,
                  "give it a row, of zeros if its features are unknown, or train without --node-features");
    const auto columns = features.rows.columns_of(*row);
    const auto values = features.rows.values_of(*row);
    rows.column.insert(rows.column.end(), columns.begin(), columns.end());
    rows.value.insert(rows.value.end(), values.begin(), values.end());
  }
  return rows;
}

}  // namespace kinfold
