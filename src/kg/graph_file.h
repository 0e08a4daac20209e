// Saves and loads models of links and triples. docs/file-format.md specifies the layout.
#pragma once
#include <string>

#include "kg/graph_model.h"
#include "store/tensors.h"

namespace kinfold {

void save(const GraphModel& model, const std::string& path);
// Throws an Error if the file is damaged or its parts do not fit together.
GraphModel load_graph(const TensorReader& file);
bool is_graph_model(const TensorReader& file);

}  // namespace kinfold
