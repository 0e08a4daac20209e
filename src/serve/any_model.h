// A model of whatever task, as its file holds it.
#pragma once
#include <string>
#include <variant>

#include "model/graph_model.h"
#include "model/model.h"
#include "model/node_model.h"
#include "model/table_model.h"

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
