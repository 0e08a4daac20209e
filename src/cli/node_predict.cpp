#include <fmt/format.h>

#include <algorithm>

#include "cli/node_call.h"
#include "core/error.h"
#include "plot/node_plot.h"

namespace kinfold::app {
namespace {

// The graph of a model extended by further links, nodes and features. The nodes of the model come first.
struct ExtendedGraph {
  Vocabulary nodes;
  std::vector<Triple> links;
  std::vector<float> weights;
  CsrMatrix features;
};

void add_links(ExtendedGraph& extended, const NodeModel& model, const Triples& added) {
  const bool has_weights = !extended.weights.empty() || !added.weight.empty();
  if (has_weights) extended.weights.resize(extended.links.size(), 1);
  for (std::size_t n = 0; n < added.rows.size(); ++n) {
    const Triple& t = added.rows[n];
    const auto relation = model.kind == "rgcn" ? model.relations.find(added.relations[t.relation]) : Id{0};
    if (!relation)
      throw Error("the relation '" + std::string(added.relations[t.relation]) + "' is unseen in training", "--graph",
                  nearest_names(model.relations, added.relations[t.relation]) + "remove links of this relation");
    extended.links.push_back(
        {extended.nodes.add(added.entities[t.head]), *relation, extended.nodes.add(added.entities[t.tail])});
    if (has_weights) extended.weights.push_back(added.weight_of(n));
  }
}

// Columns of the model's features by name. Warns about features that the model does not have.
std::map<std::string, Id> match_features(Call& call, const NodeModel& model, const NodeFeatures& added,
                                         const std::string& source) {
  std::map<std::string, Id> columns;
  for (Id c = 0; c < model.feature_names.size(); ++c) columns[model.feature_names[c]] = c;
  const auto num_unknown =
      std::size_t(std::ranges::count_if(added.names, [&](const std::string& name) { return !columns.contains(name); }));
  if (num_unknown == added.names.size() && !added.names.empty())
    throw Error(
        fmt::format("the model has none of the {} features, such as '{}'", added.names.size(), added.names[0]),
        "--node-features " + source,
        fmt::format("it was trained on {} features, such as '{}'", model.feature_names.size(), model.feature_names[0]));
  if (num_unknown > 0)
    call.warn(fmt::format("{}: {} of {} features are ignored: they are not among the {} features of the model", source,
                          num_unknown, added.names.size(), model.feature_names.size()));
  return columns;
}

void add_features(ExtendedGraph& extended, const NodeModel& model, const NodeFeatures& added,
                  const std::map<std::string, Id>& columns) {
  for (Id node = Id(model.nodes.size()); node < extended.nodes.size(); ++node, extended.features.close()) {
    const auto row = added.nodes.find(extended.nodes[node]);
    if (!row) continue;
    std::vector<std::pair<Id, float>> cells;
    for (std::size_t n = 0; n < added.rows.length(*row); ++n)
      if (const auto at = columns.find(added.names[added.rows.columns_of(*row)[n]]); at != columns.end())
        cells.emplace_back(at->second, added.rows.values_of(*row)[n]);
    std::ranges::sort(cells);
    for (const auto& [column, value] : cells)
      extended.features.column.push_back(column), extended.features.value.push_back(value);
  }
}

ExtendedGraph extend_graph(Call& call, const NodeModel& model, const TrainOptions& options) {
  ExtendedGraph extended{model.nodes, model.links, model.link_weights, model.features};
  if (!options.graph.empty()) add_links(extended, model, load_links(call, options, model.kind == "rgcn"));
  NodeFeatures features;
  if (!options.node_features.empty()) features = load_node_features(call, options);
  for (Id row = 0; row < features.nodes.size(); ++row) extended.nodes.add(features.nodes[row]);
  if (model.has_features())
    add_features(extended, model, features, match_features(call, model, features, options.node_features));
  if (!model.has_features() && !options.node_features.empty())
    throw UsageError("the model was trained without features", "--node-features", "remove the option");
  return extended;
}

std::vector<std::string> load_node_ids(const std::string& source, const TrainOptions& options) {
  SourceOptions read_options = source_options(options);
  read_options.one_column = read_options.nodes = true;
  Source node_source(source, read_options);
  return read_ids(node_source);
}

}  // namespace

void predict_nodes_call(Call& call, const NodeModel& model, const std::string& source, const std::string& out) {
  const TrainOptions options = call.options("nodes");
  Pool pool(std::size_t(options.threads));
  Vocabulary names = model.nodes;
  Matrix probabilities = model.scores;
  if (!options.graph.empty() || !options.node_features.empty()) {
    const ExtendedGraph extended = extend_graph(call, model, options);
    probabilities =
        score_nodes(model, extended.nodes.size(), extended.links, extended.weights, extended.features, pool).scores;
    names = extended.nodes;
  }
  to_probabilities(probabilities, model.multi_label);
  std::vector<std::string> nodes, labels;
  std::vector<float> max_probabilities;
  for (const std::string& id : load_node_ids(source, options)) {
    const auto node = names.find(id);
    if (!node)
      throw Error("the graph has no node '" + id + "'", source,
                  nearest_names(names, id) + "add it with --graph or --node-features");
    nodes.push_back(id);
    labels.push_back(predicted_label(model, probabilities.row(*node)));
    max_probabilities.push_back(std::ranges::max(probabilities.row(*node)));
  }
  if (call.json && out.empty()) {
    Json list = Json::array();
    for (std::size_t n = 0; n < nodes.size(); ++n)
      list.push_back({{"node", nodes[n]}, {"label", labels[n]}, {"probability", max_probabilities[n]}});
    return call.print_json({{"predictions", list}});
  }
  const OutputTable output{{"node", "label", "probability"}, {nodes, labels, max_probabilities}};
  if (out.empty()) return fmt::print("{}", to_csv(output));
  write_rows(output, out);
  if (call.json)
    call.print_json({{"file", out}, {"rows", nodes.size()}});
  else
    fmt::print("wrote {} labels to {}\n", format_count(nodes.size()), out);
}

}  // namespace kinfold::app
