#include <fmt/format.h>

#include <algorithm>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "cli/node_call.h"
#include "cli/subject.h"
#include "cli/train_call.h"
#include "core/error.h"
#include "data/folds.h"
#include "data/split.h"
#include "kg/graph_evaluation.h"
#include "kg/split_triples.h"
#include "kg/train_graph.h"
#include "nodes/label_evaluation.h"
#include "nodes/split_labels.h"
#include "nodes/train_nodes.h"

namespace kinfold::app {
namespace {

void check_round(const std::vector<std::uint8_t>& own, const std::string& rule) {
  for (const auto& [mark, what] : {std::pair(0, "train"), std::pair(1, "test")})
    if (std::ranges::count(own, mark) == 0)
      throw Error(std::string("the split leaves nothing to ") + what, "--strategy " + rule,
                  "give more data, another share or fewer folds");
}

// Draws the bar of a training and keeps how long it took.
ProgressCallback watched(const Bar& bar, double& seconds) {
  return [&](const Progress& progress) {
    seconds = progress.seconds;
    return bar.draw(progress);
  };
}

Judged judge(GraphData data, const Triples& test, const TrainOptions& options) {
  Judged judged;
  judged.rows = data.facts.rows.size(), judged.test_rows = test.rows.size();
  const Bar bar(options.task, "mrr");
  const GraphModel model = train_graph(std::move(data), options, watched(bar, judged.seconds));
  Pool pool(std::size_t(options.threads));
  const GraphReport report = evaluate_graph(model, test, {}, {{1, 3, 10}, options.seed, 0}, pool);
  judged.cold_rows = report.unseen_facts;
  for (const GraphMetrics* part : {&report.seen, &report.all})
    for (const auto& [name, metric] : part->metrics) judged.metrics[name] = metric.value;
  return judged;
}

Judged judge(NodeData data, const NodeLabels& test, const TrainOptions& options) {
  Judged judged;
  judged.rows = data.labels.rows.size(), judged.test_rows = test.rows.size();
  const Bar bar("nodes", options.multi_label ? "micro f1" : "accuracy");
  const NodeModel model = train_nodes(std::move(data), options, watched(bar, judged.seconds));
  Pool pool(std::size_t(options.threads));
  const LabelReport report = evaluate_nodes(model, test, options.seed, pool);
  judged.cold_rows = report.unseen_nodes;
  for (const auto& [name, metric] : report.scores.at(0).metrics) judged.metrics[name] = metric.value;
  return judged;
}

}  // namespace

Subject graph_subject(Call& call, const SubjectAsked& asked) {
  const TrainOptions options = call.options(asked.task);
  GraphData whole{load_triples(call, asked.source, options, graph_of(asked.task)), {}, {}};
  if (!options.validation.empty() && !is_split_strategy(options.validation))
    whole.validation = load_triples(call, options.validation, options, graph_of(asked.task));
  if (!options.node_features.empty()) whole.features = load_node_features(call, options);
  const auto data = std::make_shared<const GraphData>(std::move(whole));
  Subject subject{data->facts.has_time() ? "rolling:5" : "k-fold:5",
                  asked.task + " of " + asked.source,
                  {"mrr", "hits@1", "hits@3", "hits@10"},
                  {}};
  if (asked.task == "links") subject.metrics.insert(subject.metrics.end(), {"auc", "average_precision"});
  subject.rounds = [=](const std::string& rule, std::uint64_t seed) {
    const std::vector<std::uint8_t> marks = split_triples(data->facts, {rule}, seed);
    std::vector<Judge> judges;
    for (std::size_t round = 0; round < num_folds(rule); ++round)
      judges.push_back([=](const TrainOptions& of_round) {
        const std::vector<std::uint8_t> own = fold_marks(marks, rule, round);
        check_round(own, rule);
        return judge(GraphData{select(data->facts, own, 0), data->validation, data->features},
                     select(data->facts, own, 1), of_round);
      });
    return judges;
  };
  return subject;
}

Subject label_subject(Call& call, const SubjectAsked& asked) {
  const TrainOptions options = call.options("nodes");
  if (options.graph.empty())
    throw UsageError("labels are learned over a graph", "--graph",
                     "name the links between the nodes with --graph SOURCE");
  NodeData whole{load_links(call, options, options.model == "rgcn"), load_labels(call, asked.source, options), {}, {}};
  if (!options.node_features.empty()) whole.features = load_node_features(call, options);
  if (!options.validation.empty() && !is_label_split_strategy(options.validation))
    whole.validation = load_labels(call, options.validation, options);
  const auto data = std::make_shared<const NodeData>(std::move(whole));
  Subject subject{"k-fold:5", "labels of " + asked.source, kLabelMetrics, {}};
  if (options.multi_label) std::erase(subject.metrics, "accuracy");
  subject.rounds = [=](const std::string& rule, std::uint64_t seed) {
    const std::vector<std::uint8_t> marks = split_labels(data->labels, rule, seed);
    std::vector<Judge> judges;
    for (std::size_t round = 0; round < num_folds(rule); ++round)
      judges.push_back([=](const TrainOptions& of_round) {
        const std::vector<std::uint8_t> own = fold_marks(marks, rule, round);
        check_round(own, rule);
        NodeData part{data->links, select(data->labels, own, 0), data->validation, data->features};
        return judge(std::move(part), select(data->labels, own, 1), of_round);
      });
    return judges;
  };
  return subject;
}

}  // namespace kinfold::app
