#include "cli/node_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/table_call.h"
#include "cli/train_call.h"
#include "core/error.h"
#include "kg/query.h"
#include "nodes/label_evaluation.h"
#include "nodes/node_file.h"
#include "nodes/split_labels.h"
#include "nodes/train_nodes.h"
#include "registry/applicability.h"
#include "report/evaluation_text.h"
#include "report/leakage_checks.h"
#include "store/atomic_file.h"
#include "store/metadata.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxPrintedClasses = 12;

std::string node_summary(const NodeModel& model) {
  return fmt::format("{} nodes, {} {}links, {}, {} labels of {} classes", format_count(model.nodes.size()),
                     format_count(model.links.size()), model.adjacency_options.undirected ? "" : "directed ",
                     model.has_features() ? format_count(model.feature_names.size()) + " features" : "no features",
                     format_count(model.training_labels.size()), model.classes.size());
}

void print_node_training(Call& call, const NodeModel& model, const std::string& source, const std::string& out,
                         double seconds) {
  const double validation = model.best_epoch > 0 ? model.curve[model.best_epoch - 1].validation : NAN;
  const std::string metric = model.multi_label ? "micro_f1" : "accuracy";
  if (call.json) {
    Json metrics = {{"loss", json_of(model.curve.empty() ? NAN : model.curve.back().loss)}};
    if (std::isfinite(validation)) metrics["validation_" + metric] = validation;
    Json curve = Json::array();
    for (std::size_t e = 0; e < model.curve.size(); ++e)
      curve.push_back({{"epoch", e + 1},
                       {"loss", json_of(model.curve[e].loss)},
                       {"validation", json_of(model.curve[e].validation)}});
    return call.print_json({{"model", out},
                            {"epochs", model.best_epoch},
                            {"seconds", seconds},
                            {"metrics", metrics},
                            {"stop_reason", model.stop_reason},
                            {"curve", curve}});
  }
  fmt::print("{}: {}\n", source, node_summary(model));
  fmt::print("{}: {} epochs in {:.2f} s, loss {:.4f} -> {:.4f}\n", model.kind, model.curve.size(), seconds,
             model.curve.front().loss, model.curve.back().loss);
  if (!model.stop_reason.empty()) fmt::print("stopped: {}\n", model.stop_reason);
  if (std::isfinite(validation))
    fmt::print("validation {} {:.4f}, after epoch {}\n", metric, validation, model.best_epoch);
  fmt::print("wrote {}\n", out);
}

void warn_graph(Call& call, const NodeModel& model) {
  if (const std::uint64_t count = count_property(model.data, "isolated_nodes"); count > 0)
    call.warn(format_count(count) + (count == 1 ? " node has" : " nodes have") +
              " features but no links, and so no neighbors to propagate from");
  if (const std::uint64_t count = count_property(model.data, "duplicates"); count > 0)
    call.warn(format_count(count) + (count == 1 ? " duplicate link was" : " duplicate links were") + " merged" +
              (model.adjacency_options.undirected ? "; (a, b) and (b, a) are the same link" : ""));
}

void print_confusion(const LabelReport& report) {
  if (report.confusion.empty() || report.classes.size() > kMaxPrintedClasses) return;
  fmt::print("\n{:<20} predicted\n{:<20}", "label", "");
  for (const ClassScores& c : report.classes) fmt::print(" {:>9.9}", c.name);
  fmt::print(" {:>9}\n", "recall");
  for (std::size_t label = 0; label < report.classes.size(); ++label) {
    fmt::print("{:<20.20}", report.classes[label].name);
    for (const std::size_t count : report.confusion[label]) fmt::print(" {:>9}", count);
    const ClassScores& c = report.classes[label];
    fmt::print(" {:>9}\n", c.nodes > 0 ? fmt::format("{:.3f}", double(c.hits) / double(c.nodes)) : "");
  }
}

void print_node_report(const LabelReport& report, const std::string& protocol) {
  fmt::print("{}\n\n{:<20}", protocol, "");
  std::vector<std::string> names;
  for (const std::string& name : kLabelMetrics)
    if (report.scores[0].metrics.contains(name) && !(name == "micro_f1" && !report.confusion.empty()))
      names.push_back(name);
  for (const std::string& name : names) fmt::print("   {:<24}", name);
  fmt::print("\n");
  for (const LabelScores& scores : report.scores) {
    std::string line = fmt::format("{:<20}", scores.name);
    for (const std::string& name : names) line += fmt::format("   {:<24}", text_of(scores.metrics.at(name)));
    fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
  }
  print_confusion(report);
}

Json node_report_to_json(const LabelReport& report, const std::string& protocol) {
  const auto metrics_of = [](const LabelScores& scores) {
    Json metrics = Json::object();
    for (const auto& [name, metric] : scores.metrics) metrics[name] = json_of(metric);
    return metrics;
  };
  Json baselines = Json::array(), classes = Json::array();
  for (std::size_t n = 1; n < report.scores.size(); ++n)
    baselines.push_back({{"name", report.scores[n].name}, {"metrics", metrics_of(report.scores[n])}});
  for (const ClassScores& c : report.classes)
    classes.push_back({{"name", c.name}, {"nodes", c.nodes}, {"predicted", c.predicted}, {"true_positives", c.hits}});
  return {{"task", "nodes"},
          {"protocol", protocol},
          {"counts",
           {{"rows", report.nodes + report.in_training + report.unseen_nodes},
            {"evaluated", report.nodes},
            {"unseen_nodes", report.unseen_nodes},
            {"nodes_seen_in_training", report.in_training},
            {"unseen_classes", report.unseen_classes}}},
          {"metrics", metrics_of(report.scores[0])},
          {"baselines", baselines},
          {"classes", classes},
          {"confusion", report.confusion}};
}

}  // namespace

void train_nodes_call(Call& call, const std::string& source, const std::string& out) {
  const TrainOptions options = call.training_options("nodes");
  if (options.graph.empty())
    throw UsageError("node classification needs a graph", "--graph",
                     "name the source of the links with --graph SOURCE");
  // Some networks have a default patience, which has no effect without validation data.
  if (options.validation.empty() &&
      std::ranges::any_of(call.cli_options, [](const auto& option) { return option.first == "patience"; }))
    throw UsageError("--patience needs validation data", "--patience", "add --validation random:0.1 or a source");
  AtomicFile{out};  // fails now, not after training, if the file cannot be written
  NodeData data{load_links(call, options, options.model == "rgcn"), load_labels(call, source, options), {}, {}};
  if (!options.node_features.empty()) data.features = load_node_features(call, options);
  if (!options.validation.empty() && !is_label_split_strategy(options.validation))
    data.validation = load_labels(call, options.validation, options);
  double seconds = 0;
  NodeModel model = [&] {
    const InterruptGuard guard;
    ProgressBar bar("nodes", options.multi_label ? "micro f1" : "accuracy");
    return train_nodes(std::move(data), options, [&](const Progress& progress) {
      seconds = progress.seconds;
      return bar.draw(progress);
    });
  }();
  model.options = applicable_values(options);
  model.data["source"] = source;
  warn_graph(call, model);
  save(model, out);
  print_node_training(call, model, source, out, seconds);
}

void evaluate_nodes_call(Call& call, const NodeModel& model, const std::string& test) {
  const TrainOptions options = call.options();
  const NodeLabels labels = load_labels(call, test, options);
  Pool pool(std::size_t(options.threads));
  const LabelReport report = evaluate_nodes(model, labels, options.seed, pool);
  check_reused_data(call, model.data, checksum(labels), test);
  if (report.nodes == 0)
    throw Error("no node can be evaluated: each is unseen by the model or was trained on", test,
                fmt::format("the model has {} nodes, such as {}", model.nodes.size(), model.nodes[0]));
  check_test_labels(call, report);
  const std::string protocol = fmt::format(
      "labels of {}: {} nodes with held-out labels, transductive (training used the whole graph); 95 % intervals by "
      "bootstrap over nodes, {} resamples, seed {}",
      test, format_count(report.nodes), kResamples, options.seed);
  if (call.json) return call.print_json(node_report_to_json(report, protocol));
  print_node_report(report, protocol);
}

Json info_json(const NodeModel& model) {
  return {{"task", "nodes"},
          {"model", model.kind},
          {"rank", model.network_spec.hidden_dim},
          {"nodes", model.nodes.size()},
          {"classes", model.classes.size()},
          {"epochs", model.best_epoch},
          {"stop_reason", model.stop_reason},
          {"data", properties_to_json(model.data)},
          {"options", properties_to_json(model.options)}};
}

void show_node_info(Call& call, const NodeModel& model) {
  if (call.json) return call.print_json(info_json(model));
  fmt::print("{} of nodes: {}\n", model.kind, node_summary(model));
  for (const auto& [name, value] : model.data) fmt::print("  {:<16} {}\n", name, property_text(value));
  fmt::print("options\n{}", format_pairs(model.options));
  fmt::print("best epoch: {} of {}{}\n", model.best_epoch, model.curve.size(),
             model.stop_reason.empty() ? "" : "; stopped: " + model.stop_reason);
}

void similar_nodes_call(Call& call, const NodeModel& model, const std::string& side, const std::string& id,
                        std::size_t top) {
  if (side != "item" && side != "node")
    throw UsageError("unknown side '" + side + "'", "--side", known_choices(side, {"node"}));
  Json items = Json::array();
  for (const ScoredId& s : similar_entities(model.hidden, find_name(model.nodes, id, "node"), top)) {
    if (call.json)
      items.push_back({{"id", model.nodes[s.id]}, {"score", s.score}});
    else
      fmt::print("{:>8.3f}  {}\n", s.score, model.nodes[s.id]);
  }
  if (call.json) call.print_json({{"items", items}});
}

}  // namespace kinfold::app
