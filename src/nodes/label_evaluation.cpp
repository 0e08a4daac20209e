#include "nodes/label_evaluation.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace kinfold {
namespace {

constexpr float kThreshold = 0.5f;

// A test node and its labels. The ids of classes unseen in training follow those of the model.
struct TestNode {
  Id node;
  std::vector<Id> labels;
};

struct ClassCounts {
  std::vector<double> labelled, predicted, hits;
  explicit ClassCounts(std::size_t classes) : labelled(classes), predicted(classes), hits(classes) {}

  double micro_f1() const {
    double total = 0, hit = 0;
    for (std::size_t c = 0; c < hits.size(); ++c) total += labelled[c] + predicted[c], hit += hits[c];
    return total > 0 ? 2 * hit / total : NAN;
  }
  double macro_f1() const {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t c = 0; c < hits.size(); ++c)
      if (const double total = labelled[c] + predicted[c]; total > 0) sum += 2 * hits[c] / total, ++count;
    return count > 0 ? sum / double(count) : NAN;
  }
};

class LabelEvaluator {
 public:
  LabelEvaluator(const std::vector<TestNode>& nodes, Matrix probabilities, bool multi_label, std::size_t classes)
      : nodes_(nodes), probabilities_(std::move(probabilities)), multi_label_(multi_label), classes_(classes) {
    for (const TestNode& node : nodes_) predicted_.push_back(predict(node.node));
  }

  const std::vector<Id>& predicted(std::size_t n) const { return predicted_[n]; }

  std::map<std::string, double> metrics(const std::vector<std::uint32_t>& node_counts) const {
    ClassCounts counts(classes_);
    double correct = 0, loss = 0, weight = 0;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      if (node_counts[n] == 0) continue;
      const double w = node_counts[n];
      weight += w;
      for (const Id label : nodes_[n].labels) {
        counts.labelled[label] += w;
        if (std::ranges::find(predicted_[n], label) != predicted_[n].end()) counts.hits[label] += w, correct += w;
      }
      for (const Id class_id : predicted_[n]) counts.predicted[class_id] += w;
      loss += w * log_loss(n);
    }
    std::map<std::string, double> result = {{"micro_f1", counts.micro_f1()}, {"macro_f1", counts.macro_f1()}};
    if (!multi_label_) result["accuracy"] = correct / weight;
    result["log_loss"] = loss / weight;
    return result;
  }

 private:
  std::vector<Id> predict(Id node) const {
    const std::span<const float> row = probabilities_.row(node);
    if (!multi_label_) return {Id(std::ranges::max_element(row) - row.begin())};
    std::vector<Id> predicted;
    for (Id c = 0; c < row.size(); ++c)
      if (row[c] > kThreshold) predicted.push_back(c);
    return predicted;
  }

  double log_loss(std::size_t n) const {
    constexpr float kMinProbability = 1e-7f;
    const std::span<const float> row = probabilities_.row(nodes_[n].node);
    double sum = 0;
    for (Id c = 0; c < row.size(); ++c) {
      const bool is_label = std::ranges::find(nodes_[n].labels, c) != nodes_[n].labels.end();
      if (is_label || multi_label_)
        sum -= std::log(double(std::clamp(is_label ? row[c] : 1 - row[c], kMinProbability, 1 - kMinProbability)));
    }
    for (const Id label : nodes_[n].labels)
      if (label >= row.size()) sum -= std::log(double(kMinProbability));
    return sum;
  }

  const std::vector<TestNode>& nodes_;
  Matrix probabilities_;
  bool multi_label_;
  std::size_t classes_;
  std::vector<std::vector<Id>> predicted_;
};

std::map<std::string, Metric> with_intervals(const LabelEvaluator& evaluator, std::size_t nodes, std::uint64_t seed,
                                             Pool& pool) {
  const auto whole = evaluator.metrics(std::vector<std::uint32_t>(nodes, 1));
  std::vector<std::map<std::string, double>> resampled(kResamples);
  pool.run(kResamples, [&](std::size_t i) { resampled[i] = evaluator.metrics(resample_counts(nodes, seed, i)); });
  std::map<std::string, Metric> result;
  for (const auto& [name, value] : whole) {
    std::vector<double> metric_values;
    for (const auto& metrics : resampled) metric_values.push_back(metrics.at(name));
    result[name] = interval(value, std::move(metric_values));
  }
  return result;
}

std::vector<TestNode> test_nodes(const NodeModel& model, const NodeLabels& test, Vocabulary& classes,
                                 LabelReport& report) {
  std::set<Id> training_nodes;
  for (const auto* labels : {&model.training_labels, &model.validation_rows})
    for (const NodeLabel& label : *labels) training_nodes.insert(label.node);
  std::vector<NodeLabel> rows = test.rows;
  std::ranges::sort(rows);
  std::vector<TestNode> nodes;
  std::set<Id> unseen;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const bool is_repeated = n > 0 && rows[n].node == rows[n - 1].node;
    if (is_repeated && rows[n].class_id == rows[n - 1].class_id) continue;
    const auto node = model.nodes.find(test.nodes[rows[n].node]);
    if (!node || training_nodes.contains(*node)) {
      if (!is_repeated) ++(node ? report.in_training : report.unseen_nodes);
      continue;
    }
    const Id class_id = classes.add(test.classes[rows[n].class_id]);
    if (class_id >= model.classes.size()) unseen.insert(class_id);
    if (!is_repeated) nodes.push_back({*node, {}});
    nodes.back().labels.push_back(class_id);
  }
  report.nodes = nodes.size();
  report.unseen_classes = unseen.size();
  return nodes;
}

void count_classes(const LabelEvaluator& evaluator, const std::vector<TestNode>& nodes, const Vocabulary& classes,
                   bool multi_label, LabelReport& report) {
  for (Id c = 0; c < classes.size(); ++c) report.classes.push_back({std::string(classes[c])});
  if (!multi_label) report.confusion.assign(classes.size(), std::vector<std::size_t>(classes.size()));
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    for (const Id label : nodes[n].labels) {
      ++report.classes[label].nodes;
      report.classes[label].hits += std::ranges::find(evaluator.predicted(n), label) != evaluator.predicted(n).end();
    }
    for (const Id class_id : evaluator.predicted(n)) ++report.classes[class_id].predicted;
    if (!multi_label) ++report.confusion[nodes[n].labels[0]][evaluator.predicted(n)[0]];
  }
}

}  // namespace

LabelReport evaluate_nodes(const NodeModel& model, const NodeLabels& test, std::uint64_t seed, Pool& pool) {
  LabelReport report;
  Vocabulary classes = model.classes;
  const std::vector<TestNode> nodes = test_nodes(model, test, classes, report);
  if (nodes.empty()) return report;
  const auto add = [&](const std::string& name, Matrix scores) {
    to_probabilities(scores, model.multi_label);
    const LabelEvaluator evaluator(nodes, std::move(scores), model.multi_label, classes.size());
    report.scores.push_back({name, with_intervals(evaluator, nodes.size(), seed, pool)});
    if (report.classes.empty()) count_classes(evaluator, nodes, classes, model.multi_label, report);
  };
  add(model.kind, model.scores);
  for (const NodeModel::Baseline& baseline : model.baselines) add(baseline.name, baseline.scores);
  return report;
}

}  // namespace kinfold
