#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/cv_task.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "data/folds.h"
#include "evaluate/spread.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

struct CrossValidateArgs {
  CvTaskArgs cv_task{.task = {}, .source = {}, .relevant = {}, .metrics = {}, .ks = {10, 20}};
  std::string strategy;
  std::size_t repeats = 1;
};

struct CvRow {
  std::size_t repeat, fold;
  std::uint64_t seed;
  FoldResult result;
};

CvTask make_cv_task(Call& call, const CvTaskArgs& args) {
  call.training_options(args.task);  // rejects options that do not apply
  if (args.task == "table") return table_cv_task(call, args);
  if (args.task == "nodes") return node_cv_task(call, args);
  return is_graph(args.task) ? graph_cv_task(call, args) : rating_cv_task(call, args);
}

void check_cv_options(const Call& call, const Verb& verb, const CrossValidateArgs& args) {
  const auto& cli_options = call.cli_options;
  const std::string& task = args.cv_task.task;
  if (std::ranges::find(kTasks, task) == kTasks.end())
    throw UsageError("unknown task '" + task + "'", "cross-validate", known_choices(task, kTasks));
  for (const char* name : {"checkpoint-dir", "resume", "item-names"})
    if (std::ranges::any_of(cli_options, [&](const auto& option) { return option.first == name; }))
      throw UsageError(std::string("--") + name + " does not apply: cross-validation writes no model",
                       std::string("--") + name, "remove the option");
  const bool is_ranked = task != "table" && task != "nodes" && !is_graph(task);
  for (const char* name : {"--metrics", "--k", "--relevant"})
    if (!is_ranked && verb.is_set(name))
      throw UsageError(std::string(name) + " applies only to ratings, votes and likes", name, "remove the option");
}

MetricSummary summarize_metric(const std::vector<CvRow>& rows, const std::string& metric) {
  std::vector<double> values;
  for (const CvRow& row : rows)
    if (const auto at = row.result.metrics.find(metric); at != row.result.metrics.end()) values.push_back(at->second);
  return summarize(values);
}

std::string cv_protocol(const CvTask& cv_task, const CrossValidateArgs& args, const std::string& strategy,
                        std::uint64_t seed) {
  const std::size_t folds = num_folds(strategy);
  std::string text = fmt::format("{} by {}", cv_task.description, strategy);
  text += folds > 1 ? fmt::format(", {} folds", folds) : ", one fold";
  text += args.repeats > 1
              ? fmt::format(", {} repeats with seeds {} to {}", args.repeats, seed, seed + args.repeats - 1)
              : fmt::format(", seed {}", seed);
  return text + "; each fold trains a new model and evaluates it on the held-out data";
}

Json fold_to_json(const CvRow& row, const std::vector<std::string>& names) {
  Json metrics = Json::object();
  for (const std::string& name : names)
    if (const auto at = row.result.metrics.find(name); at != row.result.metrics.end())
      metrics[name] = json_of(at->second);
  return {{"repeat", row.repeat},
          {"fold", row.fold},
          {"seed", row.seed},
          {"rows", row.result.rows},
          {"test_rows", row.result.test_rows},
          {"cold_rows", row.result.cold_rows},
          {"seconds", row.result.seconds},
          {"metrics", metrics}};
}

Json summary_to_json(const MetricSummary& s) {
  return {{"mean", json_of(s.mean)},
          {"std", json_of(s.stddev)},
          {"min", json_of(s.min)},
          {"max", json_of(s.max)},
          {"folds", s.count}};
}

std::string width_of(const std::string& metric) { return std::to_string(std::max<std::size_t>(metric.size(), 8)); }

std::string cell(const std::string& metric, double value) {
  const std::string text = std::isfinite(value) ? fmt::format("{:.4f}", value) : "none";
  return fmt::format(fmt::runtime("  {:>" + width_of(metric) + "}"), text);
}

void print_header(const std::vector<std::string>& names) {
  fmt::print("\n{:>6} {:>5} {:>10} {:>9} {:>9}", "repeat", "fold", "train", "test", "unseen");
  for (const std::string& name : names) fmt::print(fmt::runtime("  {:>" + width_of(name) + "}"), name);
  fmt::print("  {:>8}\n", "seconds");
}

void print_fold(const CvRow& row, const std::vector<std::string>& names) {
  fmt::print("{:>6} {:>5} {:>10} {:>9} {:>9}", row.repeat, row.fold, format_count(row.result.rows),
             format_count(row.result.test_rows), format_count(row.result.cold_rows));
  for (const std::string& name : names) {
    const auto at = row.result.metrics.find(name);
    fmt::print("{}", cell(name, at == row.result.metrics.end() ? NAN : at->second));
  }
  fmt::print("  {:>8.2f}\n", row.result.seconds);
  std::fflush(stdout);
}

void print_summary(const std::vector<CvRow>& rows, const std::vector<std::string>& names) {
  for (const auto& [title, member] :
       {std::pair("mean", &MetricSummary::mean), std::pair("+- std", &MetricSummary::stddev)}) {
    fmt::print("{:<43}", title);
    for (const std::string& name : names) fmt::print("{}", cell(name, summarize_metric(rows, name).*member));
    fmt::print("\n");
  }
}

void cross_validate(Call& call, const Verb& verb, const CrossValidateArgs& args) {
  check_cv_options(call, verb, args);
  TrainOptions options = call.options(args.cv_task.task);
  if (options.patience > 0 && options.validation.empty() &&
      std::ranges::any_of(call.cli_options, [](const auto& option) { return option.first == "patience"; }))
    throw UsageError("--patience needs validation data", "--patience", "add --validation random:0.1 or a source");
  options.checkpoint_dir.clear();  // also one from a config file: a fold has no checkpoint
  const CvTask cv_task = make_cv_task(call, args.cv_task);
  const std::string strategy = args.strategy.empty() ? cv_task.strategy : args.strategy;
  if (cv_task.strategy.starts_with("rolling") && !strategy.starts_with("rolling") && !strategy.starts_with("temporal"))
    call.warn("--strategy " + strategy +
              " trains on rows that are later than the test rows; use --strategy rolling:5 to avoid this lookahead");
  const std::uint64_t seed = options.seed;
  const std::string protocol = cv_protocol(cv_task, args, strategy, seed);
  std::vector<CvRow> rows;
  for (std::size_t repeat = 0; repeat < args.repeats; ++repeat) {
    options.seed = seed + repeat;
    const std::vector<FoldRunner> folds = cv_task.folds(strategy, options.seed);
    if (!call.json && repeat == 0) fmt::print("{}\n", protocol), print_header(cv_task.metrics);
    for (std::size_t fold = 0; fold < folds.size(); ++fold) {
      rows.push_back({repeat + 1, fold + 1, options.seed, folds[fold](options)});
      if (!call.json) print_fold(rows.back(), cv_task.metrics);
    }
  }
  if (!call.json) return print_summary(rows, cv_task.metrics);
  Json all = Json::array(), metrics = Json::object();
  for (const CvRow& row : rows) all.push_back(fold_to_json(row, cv_task.metrics));
  for (const std::string& name : cv_task.metrics) metrics[name] = summary_to_json(summarize_metric(rows, name));
  call.print_json({{"task", args.cv_task.task},
                   {"protocol", protocol},
                   {"strategy", strategy},
                   {"repeats", args.repeats},
                   {"metrics", metrics},
                   {"folds", all}});
}

}  // namespace

void add_cross_validate(CommandLine& line, Call& call) {
  auto args = std::make_shared<CrossValidateArgs>();
  CvTaskArgs& cv_task = args->cv_task;
  Verb verb =
      line.add_verb(call, "cross-validate",
                    "Train and evaluate on each fold of the data, and report mean and standard deviation", [] {});
  verb.set_action(call, [&call, verb, args] { cross_validate(call, verb, *args); });
  verb.add_option("task", cv_task.task, "Task: " + join(kTasks) + ".").required();
  verb.add_option("source", cv_task.source, "Data source: a file, a glob, FILE.duckdb::TABLE or an SQL query.")
      .required();
  verb.add_option("--strategy", args->strategy,
                  "Split strategy of kinfold split; k-fold:K and rolling:K have K folds, the others one. [rolling:5 if "
                  "the data "
                  "have times, otherwise k-fold:5]")
      .type_name("STRATEGY");
  verb.add_option("--repeats", args->repeats,
                  "Number of repetitions, each with a new split and the next seed, from 1 to 1000. [1]")
      .between(1, 1000)
      .type_name("N");
  verb.add_option("--metrics", cv_task.metrics,
                  "Metrics, as for kinfold evaluate. [likes: recall@20, ndcg@20, map@20, mrr]")
      .list()
      .type_name("LIST");
  verb.add_option("--k", cv_task.ks, "Cutoffs of the ranking metrics that are given without @k. [10,20]")
      .list()
      .between(1, 100'000)
      .type_name("LIST");
  verb.add_option("--relevant", cv_task.relevant,
                  "Relevance threshold of the ranking metrics: the smallest value of a relevant test row.")
      .type_name("X");
  verb.add_training_options(call);
}

}  // namespace kinfold::app
