#include "nodes/label_baselines.h"

#include <algorithm>
#include <cmath>

#include "gnn/propagate.h"

namespace kinfold {
namespace {

constexpr std::size_t kPropagationSteps = 50;
constexpr float kAlpha = 0.9f;

// Replaces probabilities by logits: log p, or log(p / (1 - p)) for several classes per node.
void to_logits(Matrix& probabilities, bool multi_label) {
  constexpr float kMinProbability = 1e-6f;
  for (Id node = 0; node < probabilities.rows(); ++node)
    for (float& p : probabilities.row(node)) {
      p = std::clamp(p, kMinProbability, 1 - kMinProbability);
      p = multi_label ? std::log(p / (1 - p)) : std::log(p);
    }
}

// The probability of a class is its frequency among the labelled nodes.
Matrix majority_scores(const NodeTrainingSet& training_set, std::size_t nodes, std::size_t classes) {
  const double num_labelled = double(count_labeled_nodes(training_set.train.rows));
  std::vector<double> count(classes);
  for (const NodeLabel& label : training_set.train.rows) count[label.class_id] += 1;
  Matrix probabilities(nodes, classes);
  for (Id node = 0; node < nodes; ++node)
    for (std::size_t c = 0; c < classes; ++c) probabilities[node][c] = float(count[c] / num_labelled);
  to_logits(probabilities, training_set.train.multi_label);
  return probabilities;
}

Matrix propagate_labels(const NodeModel& model, const NodeTrainingSet& training_set, Pool& pool) {
  AdjacencyOptions propagation = model.adjacency_options;
  propagation.add_self_loops = false;
  propagation.normalization = propagation.undirected ? "symmetric" : "row";
  const CsrMatrix links = adjacency(model.nodes.size(), model.links, model.link_weights, propagation);
  Matrix known(model.nodes.size(), model.classes.size()), scores, next;
  for (const NodeLabel& label : training_set.train.rows) known[label.node][label.class_id] = 1;
  scores = known;
  for (std::size_t step = 0; step < kPropagationSteps; ++step) {
    propagate(links, scores, next, pool, {kAlpha, &known, 1 - kAlpha});
    std::swap(scores, next);
  }
  for (Id node = 0; node < scores.rows(); ++node) {
    float sum = 0;
    for (const float x : scores.row(node)) sum += x;
    for (float& x : scores.row(node)) x = sum > 0 ? x / sum : 1 / float(scores.rank());
  }
  to_logits(scores, training_set.train.multi_label);
  return scores;
}

Matrix network_scores(const NodeModel& model, const NodeTrainingSet& training_set, const NodeTrainOptions& options,
                      const std::string& kind, Pool& pool) {
  NetworkSpec spec = model.network_spec;
  spec.kind = kind;
  if (model.network_spec.kind != "gcn" && model.network_spec.kind != "appnp") spec.num_layers = 2;
  NodeTrainOptions baseline_options = options;
  baseline_options.time_budget = 0;
  return train_network(training_set, spec, baseline_options, pool).scores;
}

}  // namespace

std::vector<NodeModel::Baseline> label_baselines(const NodeModel& model, const NodeTrainingSet& training_set,
                                                 const NodeTrainOptions& options, Pool& pool) {
  std::vector<NodeModel::Baseline> all;
  all.push_back({"majority", majority_scores(training_set, model.nodes.size(), model.classes.size())});
  if (model.has_features() && model.kind != "logistic")
    all.push_back({"features only", network_scores(model, training_set, options, "logistic", pool)});
  if (model.kind != "mlp") all.push_back({"mlp", network_scores(model, training_set, options, "mlp", pool)});
  all.push_back({"label propagation", propagate_labels(model, training_set, pool)});
  return all;
}

}  // namespace kinfold
