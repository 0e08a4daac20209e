#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "kg/graph_evaluation.h"
#include "nodes/label_evaluation.h"
#include "report/leakage_checks.h"
#include "report/report_pages.h"
#include "report/report_parts.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxRelations = 40, kMaxRelationBars = 12;

// The MRR of each part. Parts are sorted by decreasing number of facts.
void add_relations(Page& page, const std::string& caption, const std::vector<GraphMetrics>& parts) {
  if (parts.empty()) return;
  TableRows rows;
  BarChart chart{"mrr " + caption, "", {}, {{"mrr", {}, {}, {}}}};
  for (const GraphMetrics& part : parts) {
    if (rows.size() == kMaxRelations) break;
    const Metric& mrr = part.metrics.at("mrr");
    rows.push_back({part.name, format_count(part.facts), number(mrr.value), number(mrr.low), number(mrr.high),
                    number(part.metrics.at("hits@10").value)});
    if (chart.groups.size() == kMaxRelationBars) continue;
    chart.groups.push_back(part.name);
    BarSeries& bars = chart.series[0];
    bars.values.push_back(mrr.value), bars.low.push_back(mrr.low), bars.high.push_back(mrr.high);
  }
  page.figure(
      svg_bars(chart),
      parts.size() > kMaxRelationBars
          ? fmt::format("the {} parts with the most facts; whiskers are 95 % confidence intervals", kMaxRelationBars)
          : "whiskers are 95 % confidence intervals");
  page.table(caption, {"part", "facts", "mrr", "95 % CI low", "95 % CI high", "hits@10"}, rows);
}

void add_entity_map(Page& page, const GraphModel& model) {
  const std::size_t num_shown = std::min(model.entities.size(), kMaxMapPoints);
  Matrix rows(num_shown, model.tables.entity.rank());
  std::vector<std::string> names;
  for (Id e = 0; e < num_shown; ++e) {
    std::ranges::copy(model.tables.entity.row(e), rows[e]);
    names.emplace_back(model.entities[e]);
  }
  add_map(page, num_shown < model.entities.size() ? "the first entities" : "entities", rows, std::move(names));
}

void add_classes(Page& page, const LabelReport& report) {
  TableRows rows;
  BarChart chart{"By class", "", {}, {{"recall", {}, {}, {}}, {"precision", {}, {}, {}}}};
  for (const ClassScores& c : report.classes) {
    const double recall = double(c.hits) / double(c.nodes), precision = double(c.hits) / double(c.predicted);
    rows.push_back({c.name, format_count(c.nodes), format_count(c.predicted), format_count(c.hits), number(recall),
                    number(precision)});
    if (chart.groups.size() == kMaxRelationBars) continue;
    chart.groups.push_back(c.name);
    chart.series[0].values.push_back(recall), chart.series[1].values.push_back(precision);
  }
  page.section("By class");
  page.figure(svg_bars(chart), "recall and precision of each class");
  page.table("classes", {"class", "labels", "predictions", "correct", "recall", "precision"}, rows);
}

// The colour of a cell is its fraction of the nodes with the label of the row.
void add_confusion(Page& page, const LabelReport& report) {
  if (report.confusion.empty()) return;
  std::vector<std::string> header = {"label"};
  TableRows rows;
  std::vector<std::vector<double>> fractions;
  for (std::size_t c = 0; c < report.confusion.size(); ++c) {
    header.push_back(report.classes[c].name);
    rows.push_back({report.classes[c].name});
    fractions.push_back({0});
    for (const std::size_t count : report.confusion[c]) {
      rows.back().push_back(format_count(count));
      fractions.back().push_back(double(count) / std::max(1.0, double(report.classes[c].nodes)));
    }
  }
  page.table("confusion matrix: rows are labels, columns are predictions", header, rows, fractions);
}

void add_node_map(Page& page, const NodeModel& model) {
  const std::vector<Id> predicted = predicted_classes(model.scores);
  const std::size_t num_shown = std::min(model.nodes.size(), kMaxMapPoints);
  Matrix rows(num_shown, model.hidden.rank());
  std::vector<std::string> names, labels;
  for (Id n = 0; n < num_shown; ++n) {
    std::ranges::copy(model.hidden.row(n), rows[n]);
    labels.emplace_back(model.classes[predicted[n]]);
    names.push_back(fmt::format("{}: {}", model.nodes[n], labels.back()));
  }
  add_map(page, num_shown < model.nodes.size() ? "the first nodes" : "nodes", rows, std::move(names),
          std::move(labels));
}

}  // namespace

void graph_page(Page& page, Warnings& warnings, const GraphModel& model, const Triples& test, const std::string& source,
                std::uint64_t seed, Pool& pool) {
  check_reused_data(warnings, model.data, checksum(test), source);
  const GraphReport report = evaluate_graph(model, test, {}, {{1, 3, 10}, seed}, pool);
  check_test_facts(warnings, model, test, report);
  page.section("Metrics");
  page.text(
      fmt::format("Filtered ranks of the head and the tail of each fact among all {} entities; the mean rank for ties. "
                  "{} of {} facts have an entity or relation unseen in training.",
                  format_count(model.entities.size()), format_count(report.unseen_facts), format_count(report.facts)));
  add_metrics(page, "all facts", report.all.metrics);
  // Metrics of node pairs (auc, average_precision) exist only for seen entities.
  if (report.unseen_facts > 0 || model.task == "links")
    add_metrics(page, "facts whose entities and relation are seen in training", report.seen.metrics);
  if (!report.parts.empty()) page.section("By relation");
  add_relations(page, "by queried end and relation category", report.parts);
  add_relations(page, "by relation", report.relations);
  add_curve(page, model.curve, model.best_epoch, "mrr");
  add_entity_map(page, model);
  add_properties(page, model.data, model.options);
}

void nodes_page(Page& page, Warnings& warnings, const NodeModel& model, const NodeLabels& test,
                const std::string& source, std::uint64_t seed, Pool& pool) {
  check_reused_data(warnings, model.data, checksum(test), source);
  const LabelReport report = evaluate_nodes(model, test, seed, pool);
  if (report.nodes == 0)
    throw Error("no node can be evaluated: all are unseen by the model or have a training label", source,
                "use held-out labels of nodes in the model's graph");
  check_test_labels(warnings, report);
  page.section("Metrics");
  TableRows scores;
  BarChart chart{"The model and baselines", "", {}, {{model.multi_label ? "micro_f1" : "accuracy", {}, {}, {}}}};
  BarSeries& bars = chart.series[0];
  for (const LabelScores& s : report.scores) {
    for (const std::string& name : kLabelMetrics)
      if (const auto at = s.metrics.find(name); at != s.metrics.end())
        scores.push_back(row_of(s.name + ": " + name, at->second));
    const Metric& metric = s.metrics.at(bars.name);
    chart.groups.push_back(s.name);
    bars.values.push_back(metric.value), bars.low.push_back(metric.low), bars.high.push_back(metric.high);
  }
  page.text(fmt::format("{} nodes with held-out labels. The model was trained on the whole graph (transductive).",
                        format_count(report.nodes)));
  page.figure(svg_bars(chart), bars.name + "; whiskers are 95 % confidence intervals");
  page.table("metrics of the model and the baselines", {"metric", "value", "95 % CI low", "95 % CI high"}, scores);
  add_classes(page, report);
  add_confusion(page, report);
  add_curve(page, model.curve, model.best_epoch, "accuracy");
  add_node_map(page, model);
  add_properties(page, model.data, model.options);
}

}  // namespace kinfold::app
