// Saves and loads models of node classification. docs/file-format.md specifies the layout.
#pragma once
#include <string>

#include "nodes/node_model.h"
#include "store/tensors.h"

namespace kinfold {

void save(const NodeModel& model, const std::string& path);
// Throws an Error if the file is damaged or its parts do not fit together.
NodeModel load_nodes(const TensorReader& file);
bool is_node_model(const TensorReader& file);

}  // namespace kinfold
