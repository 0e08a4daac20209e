// Models of links and triples <-> file. The layout is specified in docs/file-format.md.
#pragma once
#include <string>

#include "kg/graph_model.h"
#include "store/tensors.h"

namespace kinfold {

void save(const GraphModel& model, const std::string& path);
GraphModel load_graph(const TensorReader& file);
bool is_graph_model(const TensorReader& file);

}  // namespace kinfold
