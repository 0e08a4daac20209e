#include <fmt/format.h>

#include <algorithm>

#include "cli/cv_task.h"
#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "cli/node_call.h"
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

void check_graph_fold(const std::vector<std::uint8_t>& fold_split, const std::string& strategy) {
  for (const auto& [mark, what] : {std::pair(0, "train on"), std::pair(1, "test on")})
    if (std::ranges::count(fold_split, mark) == 0)
      throw Error(std::string("the split leaves no rows to ") + what, "--strategy " + strategy,
                  "use more data, another fraction or fewer folds");
}

// Draws the progress bar and stores the training time.
ProgressCallback report_to(const ProgressBar& bar, double& seconds) {
  return [&](const Progress& progress) {
    seconds = progress.seconds;
    return bar.draw(progress);
  };
}

FoldResult evaluate_graph_fold(GraphData data, const Triples& test, const TrainOptions& options) {
  FoldResult result;
  result.rows = data.facts.rows.size(), result.test_rows = test.rows.size();
  const ProgressBar bar(options.task, "mrr");
  const GraphModel model = train_graph(std::move(data), options, report_to(bar, result.seconds));
  Pool pool(std::size_t(options.threads));
  const GraphReport report = evaluate_graph(model, test, {}, {{1, 3, 10}, options.seed, 0}, pool);
  result.cold_rows = report.unseen_facts;
  for (const GraphMetrics* part : {&report.seen, &report.all})
    for (const auto& [name, metric] : part->metrics) result.metrics[name] = metric.value;
  return result;
}

FoldResult evaluate_node_fold(NodeData data, const NodeLabels& test, const TrainOptions& options) {
  FoldResult result;
  result.rows = data.labels.rows.size(), result.test_rows = test.rows.size();
  const ProgressBar bar("nodes", options.multi_label ? "micro f1" : "accuracy");
  const NodeModel model = train_nodes(std::move(data), options, report_to(bar, result.seconds));
  Pool pool(std::size_t(options.threads));
  const LabelReport report = evaluate_nodes(model, test, options.seed, pool);
  result.cold_rows = report.unseen_nodes;
  for (const auto& [name, metric] : report.scores.at(0).metrics) result.metrics[name] = metric.value;
  return result;
}

}  // namespace

CvTask graph_cv_task(Call& call, const CvTaskArgs& args) {
  const TrainOptions options = call.options(args.task);
  GraphData all_data{load_triples(call, args.source, options, graph_of(args.task)), {}, {}};
  if (!options.validation.empty() && !is_split_strategy(options.validation))
    all_data.validation = load_triples(call, options.validation, options, graph_of(args.task));
  if (!options.node_features.empty()) all_data.features = load_node_features(call, options);
  const auto data = std::make_shared<const GraphData>(std::move(all_data));
  CvTask cv_task{data->facts.has_time() ? "rolling:5" : "k-fold:5",
                 args.task + " of " + args.source,
                 {"mrr", "hits@1", "hits@3", "hits@10"},
                 {}};
  if (args.task == "links") cv_task.metrics.insert(cv_task.metrics.end(), {"auc", "average_precision"});
  cv_task.folds = [=](const std::string& strategy, std::uint64_t seed) {
    const std::vector<std::uint8_t> marks = split_triples(data->facts, {strategy}, seed);
    std::vector<FoldRunner> runners;
    for (std::size_t fold = 0; fold < num_folds(strategy); ++fold)
      runners.push_back([=](const TrainOptions& fold_options) {
        const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
        check_graph_fold(fold_split, strategy);
        return evaluate_graph_fold(GraphData{select(data->facts, fold_split, 0), data->validation, data->features},
                                   select(data->facts, fold_split, 1), fold_options);
      });
    return runners;
  };
  return cv_task;
}

CvTask node_cv_task(Call& call, const CvTaskArgs& args) {
  const TrainOptions options = call.options("nodes");
  if (options.graph.empty())
    throw UsageError("node classification needs a graph", "--graph",
                     "name the source of the links with --graph SOURCE");
  NodeData all_data{
      load_links(call, options, options.model == "rgcn"), load_labels(call, args.source, options), {}, {}};
  if (!options.node_features.empty()) all_data.features = load_node_features(call, options);
  if (!options.validation.empty() && !is_label_split_strategy(options.validation))
    all_data.validation = load_labels(call, options.validation, options);
  const auto data = std::make_shared<const NodeData>(std::move(all_data));
  CvTask cv_task{"k-fold:5", "labels of " + args.source, kLabelMetrics, {}};
  if (options.multi_label) std::erase(cv_task.metrics, "accuracy");
  cv_task.folds = [=](const std::string& strategy, std::uint64_t seed) {
    const std::vector<std::uint8_t> marks = split_labels(data->labels, strategy, seed);
    std::vector<FoldRunner> runners;
    for (std::size_t fold = 0; fold < num_folds(strategy); ++fold)
      runners.push_back([=](const TrainOptions& fold_options) {
        const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
        check_graph_fold(fold_split, strategy);
        NodeData part{data->links, select(data->labels, fold_split, 0), data->validation, data->features};
        return evaluate_node_fold(std::move(part), select(data->labels, fold_split, 1), fold_options);
      });
    return runners;
  };
  return cv_task;
}

}  // namespace kinfold::app
