#include "registry/any_model.h"

#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "store/metadata.h"
#include "table/table_file.h"

namespace kinfold {
namespace {

AnyModel load_any(const TensorReader& file) {
  if (task_of(file) == "table") return load_table(file);
  if (is_graph_model(file)) return load_graph(file);
  if (is_node_model(file)) return load_nodes(file);
  return load(file);
}

}  // namespace

LoadedModel load_any(const std::string& path) {
  const TensorReader file(path);
  return {load_any(file), file.checksum()};
}

const std::string& task_of(const AnyModel& model) {
  static const std::string table = "table", nodes = "nodes";
  if (const auto* ratings_model = std::get_if<Model>(&model)) return ratings_model->task;
  if (const auto* graph = std::get_if<GraphModel>(&model)) return graph->task;
  return std::holds_alternative<TableModel>(model) ? table : nodes;
}

const std::string& kind_of(const AnyModel& model) {
  return std::visit([](const auto& m) -> const std::string& { return m.kind; }, model);
}

std::size_t rank_of(const AnyModel& model) {
  if (const auto* nodes = std::get_if<NodeModel>(&model)) return nodes->hidden.rank();
  if (const auto* graph = std::get_if<GraphModel>(&model)) return graph->rank();
  if (const auto* table = std::get_if<TableModel>(&model)) return table->rank();
  return std::get<Model>(model).rank();
}

}  // namespace kinfold
