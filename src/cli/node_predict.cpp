#include <fmt/format.h>

#include <algorithm>

#include "cli/node_call.h"
#include "core/error.h"
#include "plot/node_plot.h"

namespace kinfold::app {
namespace {

// A model's graph with further links, nodes and features; what the model knows stands first.
struct Grown {
  Vocabulary nodes;
  std::vector<Triple> links;
  std::vector<float> weights;
  CsrMatrix features;
};

void grow_links(Grown& grown, const NodeModel& model, const Triples& more) {
  const bool weighted = !grown.weights.empty() || !more.weight.empty();
  if (weighted) grown.weights.resize(grown.links.size(), 1);
  for (std::size_t n = 0; n < more.rows.size(); ++n) {
    const Triple& t = more.rows[n];
    const auto relation = model.kind == "rgcn" ? model.relations.find(more.relations[t.relation]) : Id{0};
    if (!relation)
      throw Error("the model does not know the relation '" + std::string(more.relations[t.relation]) + "'", "--graph",
                  nearest_names(model.relations, more.relations[t.relation]) + "leave out what training did not show");
    grown.links.push_back({grown.nodes.add(more.entities[t.head]), *relation, grown.nodes.add(more.entities[t.tail])});
    if (weighted) grown.weights.push_back(more.weight_of(n));
  }
}

// Features by the names of the model's; those that it lacks tell it nothing.
std::map<std::string, Id> known_columns(Call& call, const NodeModel& model, const NodeFeatures& more,
                                        const std::string& source) {
  std::map<std::string, Id> columns;
  for (Id c = 0; c < model.feature_names.size(); ++c) columns[model.feature_names[c]] = c;
  const auto unknown =
      std::size_t(std::ranges::count_if(more.names, [&](const std::string& name) { return !columns.contains(name); }));
  if (unknown == more.names.size() && !more.names.empty())
    throw Error(
        fmt::format("the model knows none of its {} features, such as '{}'", more.names.size(), more.names[0]),
        "--node-features " + source,
        fmt::format("it was learned from {}, such as '{}'", model.feature_names.size(), model.feature_names[0]));
  if (unknown > 0)
    call.warn(
        fmt::format("{}: {} of {} features are not among the {} that the model was learned from: they tell it "
                    "nothing",
                    source, unknown, more.names.size(), model.feature_names.size()));
  return columns;
}

void grow_features(Grown& grown, const NodeModel& model, const NodeFeatures& more,
                   const std::map<std::string, Id>& columns) {
  for (Id node = Id(model.nodes.size()); node < grown.nodes.size(); ++node, grown.features.close()) {
    const auto row = more.nodes.find(grown.nodes[node]);
    if (!row) continue;
    std::vector<std::pair<Id, float>> cells;
    for (std::size_t n = 0; n < more.rows.length(*row); ++n)
      if (const auto at = columns.find(more.names[more.rows.columns_of(*row)[n]]); at != columns.end())
        cells.emplace_back(at->second, more.rows.values_of(*row)[n]);
    std::ranges::sort(cells);
    for (const auto& [column, value] : cells)
      grown.features.column.push_back(column), grown.features.value.push_back(value);
  }
}

Grown grow(Call& call, const NodeModel& model, const TrainOptions& options) {
  Grown grown{model.nodes, model.links, model.link_weights, model.features};
  if (!options.graph.empty()) grow_links(grown, model, load_links(call, options, model.kind == "rgcn"));
  NodeFeatures features;
  if (!options.node_features.empty()) features = load_node_features(call, options);
  for (Id row = 0; row < features.nodes.size(); ++row) grown.nodes.add(features.nodes[row]);
  if (model.has_features())
    grow_features(grown, model, features, known_columns(call, model, features, options.node_features));
  if (!model.has_features() && !options.node_features.empty())
    throw UsageError("the model was learned without features", "--node-features", "leave it out");
  return grown;
}

std::vector<std::string> ids_of(const std::string& source, const TrainOptions& options) {
  SourceOptions how = source_options(options);
  how.one_column = how.nodes = true;
  Source opened(source, how);
  return read_ids(opened);
}

}  // namespace

void predict_labels_call(Call& call, const NodeModel& model, const std::string& source, const std::string& out) {
  const TrainOptions options = call.options("nodes");
  Pool pool(std::size_t(options.threads));
  Vocabulary names = model.nodes;
  Matrix chances = model.scores;
  if (!options.graph.empty() || !options.node_features.empty()) {
    const Grown grown = grow(call, model, options);
    chances = score_nodes(model, grown.nodes.size(), grown.links, grown.weights, grown.features, pool).scores;
    names = grown.nodes;
  }
  to_probabilities(chances, model.multi_label);
  std::vector<std::string> nodes, labels;
  std::vector<float> shares;
  for (const std::string& id : ids_of(source, options)) {
    const auto node = names.find(id);
    if (!node)
      throw Error("the graph has no node '" + id + "'", source,
                  nearest_names(names, id) + "bring it in with --graph or --node-features");
    nodes.push_back(id);
    labels.push_back(told_label(model, chances.row(*node)));
    shares.push_back(std::ranges::max(chances.row(*node)));
  }
  if (call.json && out.empty()) {
    Json list = Json::array();
    for (std::size_t n = 0; n < nodes.size(); ++n)
      list.push_back({{"node", nodes[n]}, {"label", labels[n]}, {"chance", shares[n]}});
    return call.answer({{"predictions", list}});
  }
  const OutputTable output{{"node", "label", "chance"}, {nodes, labels, shares}};
  if (out.empty()) return fmt::print("{}", to_csv(output));
  write_rows(output, out);
  if (call.json)
    call.answer({{"file", out}, {"rows", nodes.size()}});
  else
    fmt::print("wrote {} labels to {}\n", grouped(nodes.size()), out);
}

}  // namespace kinfold::app
