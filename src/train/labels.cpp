#include "train/labels.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "data/rounds.h"
#include "data/split_labels.h"
#include "data/tidy_facts.h"
#include "train/check.h"
#include "train/label_baselines.h"
#include "train/network_shape.h"

namespace kinfold {
namespace {

// Nodes are those of the graph, then those that have features and no links.
void take_nodes(NodeModel& model, Triples& links, const std::optional<NodeFeatures>& features, const Options& options) {
  const TidyFacts tidy =
      tidy_facts(links, options.on_duplicate, options.loops, !options.directed && options.model != "rgcn");
  model.data["links"] = std::to_string(links.rows.size());
  model.data["repeated"] = std::to_string(tidy.repeated);
  model.data["loops dropped"] = std::to_string(tidy.loops);
  model.nodes = std::move(links.entities);
  model.relations = std::move(links.relations);
  model.links = std::move(links.rows);
  model.link_weights = std::move(links.weight);
  const std::size_t linked = model.nodes.size();
  for (Id row = 0; features && row < features->nodes.size(); ++row) model.nodes.add(features->nodes[row]);
  model.data["isolated"] = std::to_string(model.nodes.size() - linked);
}

[[noreturn]] void unknown_node(const NodeModel& model, std::string_view id, const std::string& where) {
  throw Error(
      "there is a label for node '" + std::string(id) + "', which the graph does not have", where,
      nearest_names(model.nodes, id) + "leave it out, or give it features, by which nodes without links are known");
}

// Labels as rows of the model's nodes and classes, sorted, each once.
std::vector<NodeLabel> labels_in(const NodeModel& model, const Labels& labels, const std::string& where) {
  std::vector<NodeLabel> rows;
  for (const NodeLabel& label : labels.rows) {
    const std::string_view id = labels.nodes[label.node], name = labels.classes[label.kind];
    const auto node = model.nodes.find(id);
    const auto kind = model.classes.find(name);
    if (!node) unknown_node(model, id, where);
    if (!kind)
      throw Error("class '" + std::string(name) + "' of node '" + std::string(id) + "' has no training label", where,
                  "train on a label of it, or leave its nodes out");
    rows.push_back({*node, *kind});
  }
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (std::size_t n = 1; n < rows.size() && !model.several; ++n)
    if (rows[n].node == rows[n - 1].node)
      throw Error("node '" + std::string(model.nodes[rows[n].node]) + "' has several classes, such as '" +
                      std::string(model.classes[rows[n - 1].kind]) + "' and '" +
                      std::string(model.classes[rows[n].kind]) + "'",
                  where, "give it one, or let nodes have several with --several yes");
  return rows;
}

void take_classes(NodeModel& model, const Labels& labels) {
  for (const NodeLabel& label : labels.rows) model.classes.add(labels.classes[label.kind]);
  if (model.classes.size() < 2 && !model.several)
    throw Error("all labels are '" + std::string(model.classes.size() > 0 ? model.classes[0] : "") +
                    "': there is nothing to tell apart",
                "", "give labels of two classes at least");
}

// n / (classes * n_c), so that each class weighs as much as another.
std::vector<float> balanced(const NodeModel& model) {
  std::vector<float> weights(model.classes.size());
  for (const NodeLabel& label : model.trained) weights[label.kind] += 1;
  for (float& w : weights) w = float(model.trained.size()) / (float(weights.size()) * std::max(w, 1.0f));
  return weights;
}

NodeModel blank(NodeData& data, const Options& options) {
  NodeModel model;
  model.kind = options.model;
  model.shape = network_shape(options.model, options);
  model.rule = {!options.directed, options.self_loops, options.normalization};
  model.several = options.several;
  take_nodes(model, data.links, data.features, options);
  if (data.features) {
    model.feature_names = data.features->names;
    model.features = rows_for(model.nodes, *data.features, "--node-features " + options.node_features);
    model.feature_scale = find_scale(model.features, options.feature_scale);
  }
  take_classes(model, data.labels);
  model.data["checksum"] = std::to_string(checksum(data.labels));
  if (data.valid) model.data["validation checksum"] = std::to_string(checksum(*data.valid));
  model.trained = labels_in(model, data.labels, "the labels of training");
  if (model.trained.empty()) throw Error("there are no labels to learn from");
  if (data.valid) model.validated = labels_in(model, *data.valid, "--valid " + options.valid);
  for (const auto& [name, value] : options.identity()) model.options[name] = value;
  model.shape.features = model.featured() ? model.features.columns : model.nodes.size();
  model.shape.out = model.classes.size();
  model.shape.relations = model.relations.size();
  return model;
}

// A node's label must not be learned from and validated on.
void refuse_leaks(const NodeModel& model, const std::string& valid) {
  for (const NodeLabel& label : model.validated) {
    const auto at = std::ranges::lower_bound(model.trained, NodeLabel{label.node, 0});
    if (at != model.trained.end() && at->node == label.node)
      throw Error("node '" + std::string(model.nodes[label.node]) + "' is labelled in training and in validation",
                  "--valid " + valid, "withhold other nodes than those that are learned from");
  }
}

}  // namespace

NodeModel train_labels(NodeData data, const Options& options, const Watch& watch) {
  check_label_options(options);
  if (!data.valid && !options.valid.empty()) {
    refuse_rounds(options.valid, "--valid");
    const std::vector<std::uint8_t> marks = split_labels(data.labels, options.valid, options.seed);
    data.valid = select(data.labels, marks, 1);
    data.labels = select(data.labels, marks, 0);
  }
  NodeModel model = blank(data, options);
  data = {};
  refuse_leaks(model, options.valid);
  Pool pool(std::size_t(options.threads));
  const bool by_relation = model.kind == "rgcn";
  const std::size_t nodes = model.nodes.size();
  Sparse mix;
  TypedLinks typed;
  if (by_relation)
    typed = typed_links(nodes, model.relations.size(), model.links, model.link_weights);
  else
    mix = adjacency(nodes, model.links, model.link_weights, model.rule);
  const Sparse rows =
      model.featured() ? inputs(model.feature_scale, model.features) : one_hot(model.nodes.size(), model.nodes.size());
  LabelLesson lesson{mix, rows, {model.trained, {}, model.several}, {model.validated, {}, model.several}, &typed};
  if (options.class_weights == "balanced") lesson.train.class_weights = balanced(model);
  LearnedLabels learned = learn_labels(lesson, model.shape, options, pool, watch);
  model.parameters = std::move(learned.parameters);
  model.scores = std::move(learned.scores);
  model.hidden = std::move(learned.hidden);
  model.curve = std::move(learned.curve);
  model.best_epoch = learned.best_epoch;
  model.stopped = learned.stopped;
  if (options.baselines) model.baselines = label_baselines(model, lesson, options, pool);
  return model;
}

}  // namespace kinfold
