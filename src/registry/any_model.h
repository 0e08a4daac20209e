// A model of whatever task, as its file holds it.
#pragma once
#include <string>
#include <variant>

#include "factorization/model.h"
#include "kg/graph_model.h"
#include "nodes/node_model.h"
#include "table/table_model.h"

namespace kinfold {

using AnyModel = std::variant<Model, TableModel, GraphModel, NodeModel>;

struct LoadedModel {
  AnyModel model;
  std::string checksum;  // of the file
};

LoadedModel load_any(const std::string& path);

const std::string& task_of(const AnyModel& model);
const std::string& kind_of(const AnyModel& model);
std::size_t rank_of(const AnyModel& model);

}  // namespace kinfold
