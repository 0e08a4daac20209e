#include "evaluate/labels.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace kinfold {
namespace {

constexpr float kHalf = 0.5f;

// A test node and its labels; classes that training does not show stand behind the others.
struct Judged {
  Id node;
  std::vector<Id> labels;
};

struct Counts {
  std::vector<double> labelled, told, hits;
  explicit Counts(std::size_t classes) : labelled(classes), told(classes), hits(classes) {}

  double micro_f1() const {
    double both = 0, hit = 0;
    for (std::size_t c = 0; c < hits.size(); ++c) both += labelled[c] + told[c], hit += hits[c];
    return both > 0 ? 2 * hit / both : NAN;
  }
  double macro_f1() const {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t c = 0; c < hits.size(); ++c)
      if (const double both = labelled[c] + told[c]; both > 0) sum += 2 * hits[c] / both, ++count;
    return count > 0 ? sum / double(count) : NAN;
  }
};

class Judge {
 public:
  Judge(const std::vector<Judged>& nodes, Table chances, bool several, std::size_t classes)
      : nodes_(nodes), chances_(std::move(chances)), several_(several), classes_(classes) {
    for (const Judged& node : nodes_) told_.push_back(tell(node.node));
  }

  const std::vector<Id>& told(std::size_t n) const { return told_[n]; }

  std::map<std::string, double> metrics(const std::vector<std::uint32_t>& times) const {
    Counts counts(classes_);
    double right = 0, loss = 0, weight = 0;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      if (times[n] == 0) continue;
      const double w = times[n];
      weight += w;
      for (const Id label : nodes_[n].labels) {
        counts.labelled[label] += w;
        if (std::ranges::find(told_[n], label) != told_[n].end()) counts.hits[label] += w, right += w;
      }
      for (const Id kind : told_[n]) counts.told[kind] += w;
      loss += w * log_loss(n);
    }
    std::map<std::string, double> result = {{"micro_f1", counts.micro_f1()}, {"macro_f1", counts.macro_f1()}};
    if (!several_) result["accuracy"] = right / weight;
    result["log_loss"] = loss / weight;
    return result;
  }

 private:
  std::vector<Id> tell(Id node) const {
    const std::span<const float> row = chances_.row(node);
    if (!several_) return {Id(std::ranges::max_element(row) - row.begin())};
    std::vector<Id> told;
    for (Id c = 0; c < row.size(); ++c)
      if (row[c] > kHalf) told.push_back(c);
    return told;
  }

  double log_loss(std::size_t n) const {
    constexpr float kLeast = 1e-7f;
    const std::span<const float> row = chances_.row(nodes_[n].node);
    double sum = 0;
    for (Id c = 0; c < row.size(); ++c) {
      const bool is = std::ranges::find(nodes_[n].labels, c) != nodes_[n].labels.end();
      if (is || several_) sum -= std::log(double(std::clamp(is ? row[c] : 1 - row[c], kLeast, 1 - kLeast)));
    }
    for (const Id label : nodes_[n].labels)
      if (label >= row.size()) sum -= std::log(double(kLeast));
    return sum;
  }

  const std::vector<Judged>& nodes_;
  Table chances_;
  bool several_;
  std::size_t classes_;
  std::vector<std::vector<Id>> told_;
};

std::map<std::string, Metric> with_intervals(const Judge& judge, std::size_t nodes, std::uint64_t seed, Pool& pool) {
  const auto whole = judge.metrics(std::vector<std::uint32_t>(nodes, 1));
  std::vector<std::map<std::string, double>> drawn(kResamples);
  pool.run(kResamples, [&](std::size_t i) { drawn[i] = judge.metrics(draws(nodes, seed, i)); });
  std::map<std::string, Metric> result;
  for (const auto& [name, value] : whole) {
    std::vector<double> resampled;
    for (const auto& metrics : drawn) resampled.push_back(metrics.at(name));
    result[name] = interval(value, std::move(resampled));
  }
  return result;
}

std::vector<Judged> judged_nodes(const NodeModel& model, const Labels& test, Vocabulary& classes, LabelReport& report) {
  std::set<Id> shown;
  for (const auto* labels : {&model.trained, &model.validated})
    for (const NodeLabel& label : *labels) shown.insert(label.node);
  std::vector<NodeLabel> rows = test.rows;
  std::ranges::sort(rows);
  std::vector<Judged> nodes;
  std::set<Id> unseen;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const bool again = n > 0 && rows[n].node == rows[n - 1].node;
    if (again && rows[n].kind == rows[n - 1].kind) continue;
    const auto node = model.nodes.find(test.nodes[rows[n].node]);
    if (!node || shown.contains(*node)) {
      if (!again) ++(node ? report.trained : report.unknown);
      continue;
    }
    const Id kind = classes.add(test.classes[rows[n].kind]);
    if (kind >= model.classes.size()) unseen.insert(kind);
    if (!again) nodes.push_back({*node, {}});
    nodes.back().labels.push_back(kind);
  }
  report.nodes = nodes.size();
  report.unseen_classes = unseen.size();
  return nodes;
}

void count_classes(const Judge& judge, const std::vector<Judged>& nodes, const Vocabulary& classes, bool several,
                   LabelReport& report) {
  for (Id c = 0; c < classes.size(); ++c) report.classes.push_back({std::string(classes[c])});
  if (!several) report.confusion.assign(classes.size(), std::vector<std::size_t>(classes.size()));
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    for (const Id label : nodes[n].labels) {
      ++report.classes[label].nodes;
      report.classes[label].hits += std::ranges::find(judge.told(n), label) != judge.told(n).end();
    }
    for (const Id kind : judge.told(n)) ++report.classes[kind].told;
    if (!several) ++report.confusion[nodes[n].labels[0]][judge.told(n)[0]];
  }
}

}  // namespace

LabelReport evaluate_labels(const NodeModel& model, const Labels& test, std::uint64_t seed, Pool& pool) {
  LabelReport report;
  Vocabulary classes = model.classes;
  const std::vector<Judged> nodes = judged_nodes(model, test, classes, report);
  if (nodes.empty()) return report;
  const auto add = [&](const std::string& name, Table scores) {
    to_chances(scores, model.several);
    const Judge judge(nodes, std::move(scores), model.several, classes.size());
    report.scores.push_back({name, with_intervals(judge, nodes.size(), seed, pool)});
    if (report.classes.empty()) count_classes(judge, nodes, classes, model.several, report);
  };
  add(model.kind, model.scores);
  for (const NodeModel::Baseline& baseline : model.baselines) add(baseline.name, baseline.scores);
  return report;
}

}  // namespace kinfold
