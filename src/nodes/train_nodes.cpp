#include "nodes/train_nodes.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "data/clean_triples.h"
#include "data/folds.h"
#include "gnn/network_options.h"
#include "nodes/check.h"
#include "nodes/label_baselines.h"
#include "nodes/split_labels.h"

namespace kinfold {
namespace {

// Sets the nodes: first those of the graph, then those that have features but no links.
void set_nodes(NodeModel& model, Triples& links, const std::optional<NodeFeatures>& features,
               const NodeTrainOptions& options) {
  const CleaningReport cleaning =
      clean_triples(links, options.on_duplicate, options.self_loops, !options.directed && options.model != "rgcn");
  model.data["links"] = links.rows.size();
  model.data["duplicates"] = cleaning.duplicates;
  model.data["self_loops_dropped"] = cleaning.self_loops;
  model.nodes = std::move(links.entities);
  model.relations = std::move(links.relations);
  model.links = std::move(links.rows);
  model.link_weights = std::move(links.weight);
  const std::size_t linked_nodes = model.nodes.size();
  for (Id row = 0; features && row < features->nodes.size(); ++row) model.nodes.add(features->nodes[row]);
  model.data["isolated_nodes"] = model.nodes.size() - linked_nodes;
}

[[noreturn]] void throw_unknown_node(const NodeModel& model, std::string_view id, const std::string& where) {
  throw Error(
      "there is a label for node '" + std::string(id) + "', which the graph does not have", where,
      nearest_names(model.nodes, id) + "remove the label, or add a row of features: a node without links needs one");
}

// The distinct labels with the ids of the model, sorted.
std::vector<NodeLabel> index_labels(const NodeModel& model, const NodeLabels& labels, const std::string& where) {
  std::vector<NodeLabel> rows;
  for (const NodeLabel& label : labels.rows) {
    const std::string_view id = labels.nodes[label.node], name = labels.classes[label.class_id];
    const auto node = model.nodes.find(id);
    const auto class_id = model.classes.find(name);
    if (!node) throw_unknown_node(model, id, where);
    if (!class_id)
      throw Error("class '" + std::string(name) + "' of node '" + std::string(id) + "' has no training label", where,
                  "add a training label of the class, or remove its nodes");
    rows.push_back({*node, *class_id});
  }
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (std::size_t n = 1; n < rows.size() && !model.multi_label; ++n)
    if (rows[n].node == rows[n - 1].node)
      throw Error("node '" + std::string(model.nodes[rows[n].node]) + "' has several classes, such as '" +
                      std::string(model.classes[rows[n - 1].class_id]) + "' and '" +
                      std::string(model.classes[rows[n].class_id]) + "'",
                  where, "give it one class, or allow several classes per node with --multi-label yes");
  return rows;
}

void set_classes(NodeModel& model, const NodeLabels& labels) {
  for (const NodeLabel& label : labels.rows) model.classes.add(labels.classes[label.class_id]);
  if (model.classes.size() < 2 && !model.multi_label)
    throw Error("all labels are '" + std::string(model.classes.size() > 0 ? model.classes[0] : "") +
                    "': there is only one class",
                "", "give labels of at least two classes");
}

// n / (classes * n_c): each class has the same total weight.
std::vector<float> balanced_class_weights(const NodeModel& model) {
  std::vector<float> weights(model.classes.size());
  for (const NodeLabel& label : model.training_labels) weights[label.class_id] += 1;
  for (float& w : weights) w = float(model.training_labels.size()) / (float(weights.size()) * std::max(w, 1.0f));
  return weights;
}

NodeModel init_node_model(NodeData& data, const NodeTrainOptions& options) {
  NodeModel model;
  model.kind = options.model;
  model.network_spec = make_network_spec(options.model, options);
  model.adjacency_options = {!options.directed, options.add_self_loops, options.adjacency_normalization};
  model.multi_label = options.multi_label;
  set_nodes(model, data.links, data.features, options);
  if (data.features) {
    model.feature_names = data.features->names;
    model.features = align_features(model.nodes, *data.features, "--node-features " + options.node_features);
    model.feature_scale = fit_feature_scaler(model.features, options.feature_scaling);
  }
  set_classes(model, data.labels);
  model.data["checksum"] = std::to_string(checksum(data.labels));
  if (data.validation) model.data["validation_checksum"] = std::to_string(checksum(*data.validation));
  model.training_labels = index_labels(model, data.labels, "the labels of training");
  if (model.training_labels.empty()) throw Error("there are no training labels", "", "give at least one label");
  if (data.validation)
    model.validation_rows = index_labels(model, *data.validation, "--validation " + options.validation);
  model.options.merge(option_values(options));
  model.network_spec.features = model.has_features() ? model.features.columns : model.nodes.size();
  model.network_spec.out = model.classes.size();
  model.network_spec.relations = model.relations.size();
  return model;
}

// Throws an Error if a node has both a training label and a validation label.
void check_leakage(const NodeModel& model, const std::string& validation) {
  for (const NodeLabel& label : model.validation_rows) {
    const auto at = std::ranges::lower_bound(model.training_labels, NodeLabel{label.node, 0});
    if (at != model.training_labels.end() && at->node == label.node)
      throw Error("node '" + std::string(model.nodes[label.node]) + "' is labelled in training and in validation",
                  "--validation " + validation, "hold out other nodes than the training nodes");
  }
}

}  // namespace

NodeModel train_nodes(NodeData data, const NodeTrainOptions& options, const ProgressCallback& callback) {
  check_node_options(options);
  if (!data.validation && !options.validation.empty()) {
    require_single_split(options.validation, "--validation");
    const std::vector<std::uint8_t> marks = split_labels(data.labels, options.validation, options.seed);
    data.validation = select(data.labels, marks, 1);
    data.labels = select(data.labels, marks, 0);
  }
  NodeModel model = init_node_model(data, options);
  data = {};
  check_leakage(model, options.validation);
  Pool pool(std::size_t(options.threads));
  const bool is_rgcn = model.kind == "rgcn";
  const std::size_t nodes = model.nodes.size();
  CsrMatrix adj;
  TypedLinks relation_links;
  if (is_rgcn)
    relation_links = typed_links(nodes, model.relations.size(), model.links, model.link_weights);
  else
    adj = adjacency(nodes, model.links, model.link_weights, model.adjacency_options);
  const CsrMatrix rows = model.has_features() ? scale_features(model.feature_scale, model.features)
                                              : one_hot(model.nodes.size(), model.nodes.size());
  NodeTrainingSet training_set{adj,
                               rows,
                               {model.training_labels, {}, model.multi_label},
                               {model.validation_rows, {}, model.multi_label},
                               &relation_links};
  if (options.class_weights == "balanced") training_set.train.class_weights = balanced_class_weights(model);
  NodeTrainingResult result = train_network(training_set, model.network_spec, options, pool, callback);
  model.parameters = std::move(result.parameters);
  model.scores = std::move(result.scores);
  model.hidden = std::move(result.hidden);
  model.curve = std::move(result.curve);
  model.best_epoch = result.best_epoch;
  model.stop_reason = result.stop_reason;
  if (options.baselines) model.baselines = label_baselines(model, training_set, options, pool);
  return model;
}

}  // namespace kinfold
