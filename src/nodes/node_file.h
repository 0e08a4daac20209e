// Models of nodes' labels <-> file. The layout is specified in docs/file-format.md.
#pragma once
#include <string>

#include "nodes/node_model.h"
#include "store/tensors.h"

namespace kinfold {

void save(const NodeModel& model, const std::string& path);
NodeModel load_nodes(const TensorReader& file);
bool is_node_model(const TensorReader& file);

}  // namespace kinfold
