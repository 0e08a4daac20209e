#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

#include "app/doubts.h"
#include "app/graph_call.h"
#include "app/graph_source.h"
#include "app/node_call.h"
#include "app/report_parts.h"
#include "core/error.h"
#include "evaluate/graph_report.h"
#include "evaluate/labels.h"
#include "evaluate/ranking.h"
#include "evaluate/rating.h"
#include "evaluate/slices.h"
#include "evaluate/strangers.h"
#include "evaluate/votes.h"
#include "store/atomic_file.h"
#include "store/graph_file.h"
#include "store/model_file.h"
#include "store/node_file.h"
#include "store/table_file.h"
#include "train/registry.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMapped = 2000, kRelations = 40;

struct Asked {
  std::string model, test, out;
};

// The items with the most training rows.
void add_item_map(Page& page, const Model& model) {
  std::vector<Id> order(model.items.size());
  std::iota(order.begin(), order.end(), Id{0});
  std::ranges::stable_sort(order, std::greater{}, [&](Id item) { return model.item_counts[item]; });
  order.resize(std::min(order.size(), kMapped));
  if (model.rank() == 0) return;
  Table rows(order.size(), model.rank());
  std::vector<std::string> names;
  for (Id n = 0; n < order.size(); ++n) {
    std::ranges::copy(model.items.factors.row(order[n]), rows[n]);
    const bool named = !model.item_names.empty() && !model.item_names[order[n]].empty();
    names.push_back(named ? model.item_names[order[n]] : std::string(model.item_ids[order[n]]));
  }
  add_map(page, order.size() < model.items.size() ? "the most frequent items" : "items", rows, names);
}

std::string day_of(double seconds) {
  const auto time = std::time_t(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

void add_ratings(Page& page, const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool) {
  page.section("Metrics");
  Rows parts;
  const auto add_part = [&](const std::string& name, std::size_t rows, const std::map<std::string, Metric>& metrics) {
    for (const auto& [metric, value] : metrics) {
      std::vector<std::string> row = row_of(name + ": " + metric, value);
      row.insert(row.begin() + 1, grouped(rows));
      parts.push_back(row);
    }
  };
  const auto add_all = [&](const auto& report) {
    add_part("all rows", report.all.rows, report.all.metrics);
    add_part("user and item known", report.warm.rows, report.warm.metrics);
    add_part("user unseen", report.cold_user.rows, report.cold_user.metrics);
    add_part("item unseen", report.cold_item.rows, report.cold_item.metrics);
  };
  if (model.task == "votes")
    add_all(evaluate_votes(model, test, seed, pool));
  else
    add_all(evaluate_ratings(model, test, seed));
  page.table("metrics with intervals by bootstrap over users", {"metric", "rows", "value", "95 % from", "to"}, parts);
  const SlicedErrors errors = slice_errors(model, test);
  const auto count = [](double x) { return grouped(std::size_t(x)); };
  const auto plain = [](double x) { return fmt::format("{:.3g}", x); };
  page.section("Who is served well");
  add_slices(page, "Errors by how much is known of the user", "training rows of the user", errors.by_user, count);
  add_slices(page, "Errors by how much is known of the item", "training rows of the item", errors.by_item, count);
  page.section("Calibration");
  add_slices(page, "What was predicted and what came", "predicted", errors.by_prediction, plain);
  if (errors.by_time.empty()) return;
  page.section("Over time");
  add_slices(page, "Errors over time", "day", errors.by_time, day_of);
}

void add_likes(Page& page, const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool) {
  RankingRule rule{ranking_metrics(ranking_metric_names(), {10, 20})};
  // First of all, so that it is the first of each user's values.
  std::ranges::stable_partition(rule.metrics, [](const RankingMetric& m) { return m.text() == "recall@20"; });
  rule.seed = seed;
  const RankingReport report = evaluate_ranking(model, test, rule, pool);
  page.section("Metrics");
  page.text(
      fmt::format("Ranks among all {} items of training without those that the user had there; {} users with a "
                  "new and known item are judged.",
                  grouped(report.catalogue), grouped(report.judged)));
  add_metrics(page, "metrics with intervals by bootstrap over users", report.metrics);
  std::vector<double> known;
  std::vector<float> found, zeros(report.judged_users.size());
  for (std::size_t n = 0; n < report.judged_users.size(); ++n) {
    const auto user = model.user_ids.find(test.users[report.judged_users[n]]);
    known.push_back(user ? double(model.history.begin[*user + 1] - model.history.begin[*user]) : 0);
    found.push_back(float(report.values[n * (report.values.size() / report.judged_users.size())]));
  }
  Rows rows;
  for (const Slice& s : slices_by(known, found, zeros))
    rows.push_back({fmt::format("{} to {}", s.low, s.high), grouped(s.rows), number(s.predicted)});
  page.section("Who is served well");
  page.table("recall@20 by how much is known of the user", {"training likes of the user", "users", "recall@20"}, rows);
}

void model_page(Page& page, Call& call, const Model& model, const std::string& test_source, Pool& pool) {
  const Options options = call.options();
  const Ratings test = load_ratings(call, test_source, options, read_of(model.task)).ratings;
  doubt_seen(call, model.data, checksum(test), test_source);
  const Strangers strangers = find_strangers(model, test);
  doubt_rows(call, model, test, strangers);
  if (model.task == "likes")
    add_likes(page, model, test, options.seed, pool);
  else
    add_ratings(page, model, test, options.seed, pool);
  add_curve(page, model.curve, model.best_epoch, "score");
  add_item_map(page, model);
  add_facts(page, model.data, model.options);
}

void graph_page(Page& page, Call& call, const GraphModel& model, const std::string& test_source, Pool& pool) {
  const Options options = call.options();
  const Triples test = load_triples(call, test_source, options, graph_of(model.task));
  doubt_seen(call, model.data, checksum(test), test_source);
  const GraphReport report = evaluate_graph(model, test, {}, {{1, 3, 10}, options.seed}, pool);
  doubt_facts(call, model, test, report);
  page.section("Metrics");
  page.text(
      fmt::format("Ranks of both ends among all {} names, other right answers left out, equal scores sharing "
                  "their places. {} of {} facts have a name that training does not show.",
                  grouped(model.entities.size()), grouped(report.unseen_facts), grouped(report.facts)));
  add_metrics(page, "all facts", report.all.metrics);
  add_metrics(page, "facts of known names", report.known.metrics);
  for (const auto& [caption, parts] :
       {std::pair("by end and kind", &report.parts), std::pair("by relation", &report.relations)}) {
    Rows rows;
    for (const GraphPart& part : *parts)
      if (rows.size() < kRelations)
        rows.push_back({part.name, grouped(part.facts), number(part.metrics.at("mrr").value),
                        number(part.metrics.at("hits@10").value)});
    if (!rows.empty()) page.table(caption, {"part", "facts", "mrr", "hits@10"}, rows);
  }
  add_curve(page, model.curve, model.best_epoch, "mrr");
  const std::size_t shown = std::min(model.entities.size(), kMapped);
  Table rows(shown, model.tables.entity.rank());
  std::vector<std::string> names;
  for (Id e = 0; e < shown; ++e) {
    std::ranges::copy(model.tables.entity.row(e), rows[e]);
    names.emplace_back(model.entities[e]);
  }
  add_map(page, shown < model.entities.size() ? "the first entities" : "entities", rows, std::move(names));
  add_facts(page, model.data, model.options);
}

void labels_page(Page& page, Call& call, const NodeModel& model, const std::string& test_source, Pool& pool) {
  const Options options = call.options();
  const Labels test = load_labels(call, test_source, options);
  doubt_seen(call, model.data, checksum(test), test_source);
  const LabelReport report = evaluate_labels(model, test, options.seed, pool);
  if (report.nodes == 0) throw Error("there is nothing to judge: the model knows none of the nodes", test_source, "");
  doubt_labels(call, report);
  page.section("Metrics");
  Rows scores, classes, confusion;
  for (const LabelScores& s : report.scores)
    for (const std::string& name : kLabelMetrics)
      if (const auto at = s.metrics.find(name); at != s.metrics.end())
        scores.push_back(row_of(s.name + ": " + name, at->second));
  page.text(fmt::format("{} nodes of a graph that was seen whole, their labels withheld.", grouped(report.nodes)));
  page.table("the model, and simpler ways beside it", {"metric", "value", "95 % from", "to"}, scores);
  page.section("By class");
  for (const ClassScores& c : report.classes)
    classes.push_back({c.name, grouped(c.nodes), grouped(c.told), grouped(c.hits)});
  page.table("classes", {"class", "labelled", "told", "both"}, classes);
  std::vector<std::string> head = {"label, told as"};
  for (std::size_t c = 0; c < report.confusion.size(); ++c) {
    head.push_back(report.classes[c].name);
    confusion.push_back({report.classes[c].name});
    for (const std::size_t count : report.confusion[c]) confusion.back().push_back(grouped(count));
  }
  if (!confusion.empty()) page.table("confusion: rows are labels, columns what was told", head, confusion);
  add_curve(page, model.curve, model.best_epoch, "accuracy");
  const std::vector<Id> told = likeliest(model.scores);
  const std::size_t shown = std::min(model.nodes.size(), kMapped);
  Table rows(shown, model.hidden.rank());
  std::vector<std::string> names, labels;
  for (Id n = 0; n < shown; ++n) {
    std::ranges::copy(model.hidden.row(n), rows[n]);
    labels.emplace_back(model.classes[told[n]]);
    names.push_back(fmt::format("{}: {}", model.nodes[n], labels.back()));
  }
  add_map(page, shown < model.nodes.size() ? "the first nodes" : "nodes", rows, std::move(names), std::move(labels));
  add_facts(page, model.data, model.options);
}

void report(Call& call, const Asked& asked) {
  AtomicFile{asked.out};
  const TensorReader file(asked.model);
  const std::string task = task_of(file);
  if (task == "table")
    throw UsageError("there is no report of tables", asked.model, "kinfold evaluate and plot show them");
  Pool pool(std::size_t(call.options().threads));
  Page page(fmt::format("{} on {}", asked.model, asked.test));
  if (is_node_model(file))
    labels_page(page, call, load_nodes(file), asked.test, pool);
  else if (is_graph_model(file))
    graph_page(page, call, load_graph(file), asked.test, pool);
  else
    model_page(page, call, load(file), asked.test, pool);
  std::vector<std::string> lead = {
      fmt::format("{}: what was withheld in {}; 95 % intervals by bootstrap, {} resamples, seed {}", task, asked.test,
                  kResamples, call.options().seed)};
  lead.insert(lead.end(), call.warnings.begin(), call.warnings.end());
  page.lead(lead);
  write_file(asked.out, page.html());
  if (call.json) return call.answer({{"file", asked.out}, {"task", task}});
  fmt::print("wrote {}\n", asked.out);
}

}  // namespace

void add_report(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "report", "Write what a model does on withheld data as a page to read",
                            [&call, asked] { report(call, *asked); });
  verb.add_option("model", asked->model, "a model file").required();
  verb.add_option("--test", asked->test, "the withheld rows, facts or labels").required().type_name("SOURCE");
  verb.add_option("--out,-o", asked->out, "the page, such as report.html").required().type_name("FILE");
  verb.add_options(call, {"data"}, {"seed", "threads"});
}

}  // namespace kinfold::app
