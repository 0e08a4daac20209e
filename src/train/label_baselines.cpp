#include "train/label_baselines.h"

#include <algorithm>
#include <cmath>

#include "graph/propagate.h"

namespace kinfold {
namespace {

constexpr std::size_t kSteps = 50;
constexpr float kKept = 0.9f;

// Chances as scores: their logarithms, or of several classes those of their odds.
void to_scores(Table& chances, bool several) {
  constexpr float kLeast = 1e-6f;
  for (Id node = 0; node < chances.rows(); ++node)
    for (float& p : chances.row(node)) {
      p = std::clamp(p, kLeast, 1 - kLeast);
      p = several ? std::log(p / (1 - p)) : std::log(p);
    }
}

// Each class has the share of labelled nodes that are of it.
Table shares(const LabelLesson& lesson, std::size_t nodes, std::size_t classes) {
  const double labelled = double(count_labelled(lesson.train.rows));
  std::vector<double> count(classes);
  for (const NodeLabel& label : lesson.train.rows) count[label.kind] += 1;
  Table chances(nodes, classes);
  for (Id node = 0; node < nodes; ++node)
    for (std::size_t c = 0; c < classes; ++c) chances[node][c] = float(count[c] / labelled);
  to_scores(chances, lesson.train.several);
  return chances;
}

Table spread_labels(const NodeModel& model, const LabelLesson& lesson, Pool& pool) {
  AdjacencyRule rule = model.rule;
  rule.self_loops = false;
  rule.normalization = rule.undirected ? "symmetric" : "mean";
  const Sparse links = adjacency(model.nodes.size(), model.links, model.link_weights, rule);
  Table known(model.nodes.size(), model.classes.size()), spread, next;
  for (const NodeLabel& label : lesson.train.rows) known[label.node][label.kind] = 1;
  spread = known;
  for (std::size_t step = 0; step < kSteps; ++step) {
    propagate(links, spread, next, pool, {kKept, &known, 1 - kKept});
    std::swap(spread, next);
  }
  for (Id node = 0; node < spread.rows(); ++node) {
    float sum = 0;
    for (const float x : spread.row(node)) sum += x;
    for (float& x : spread.row(node)) x = sum > 0 ? x / sum : 1 / float(spread.rank());
  }
  to_scores(spread, lesson.train.several);
  return spread;
}

Table learned(const NodeModel& model, const LabelLesson& lesson, const Options& options, const std::string& kind,
              Pool& pool) {
  NetworkShape shape = model.shape;
  shape.kind = kind;
  if (model.shape.kind != "gcn" && model.shape.kind != "appnp") shape.layers = 2;
  Options own = options;
  own.time_budget = 0;
  return learn_labels(lesson, shape, own, pool).scores;
}

}  // namespace

std::vector<NodeModel::Baseline> label_baselines(const NodeModel& model, const LabelLesson& lesson,
                                                 const Options& options, Pool& pool) {
  std::vector<NodeModel::Baseline> all;
  all.push_back({"majority", shares(lesson, model.nodes.size(), model.classes.size())});
  if (model.featured() && model.kind != "logistic")
    all.push_back({"features alone", learned(model, lesson, options, "logistic", pool)});
  if (model.kind != "unmixed") all.push_back({"unmixed", learned(model, lesson, options, "unmixed", pool)});
  all.push_back({"label propagation", spread_labels(model, lesson, pool)});
  return all;
}

}  // namespace kinfold
