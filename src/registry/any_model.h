// A model of any task, and loading one from a file.
#pragma once
#include <string>
#include <variant>

#include "factorization/model.h"
#include "kg/graph_model.h"
#include "nodes/node_model.h"
#include "table/table_model.h"

namespace kinfold {

using AnyModel = std::variant<Model, TableModel, GraphModel, NodeModel>;

// A model and the checksum of its file.
struct LoadedModel {
  AnyModel model;
  std::string checksum;
};

// Loads a model file of any task. Throws an Error if the file is missing, damaged or not a model.
LoadedModel load_any(const std::string& path);

// The task, the model name (such as "mf" or "complex") and the embedding dimension.
const std::string& task_of(const AnyModel& model);
const std::string& kind_of(const AnyModel& model);
std::size_t rank_of(const AnyModel& model);

}  // namespace kinfold
