#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/subject.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "data/folds.h"
#include "evaluate/spread.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

struct Asked {
  SubjectAsked subject{.task = {}, .source = {}, .relevant = {}, .metrics = {}, .ks = {10, 20}};
  std::string by;
  std::size_t repeats = 1;
};

struct Row {
  std::size_t repeat, fold;
  std::uint64_t seed;
  Judged judged;
};

Subject subject_of(Call& call, const SubjectAsked& asked) {
  call.training_options(asked.task);  // refuses options that do not apply
  if (asked.task == "table") return table_subject(call, asked);
  if (asked.task == "nodes") return label_subject(call, asked);
  return is_graph(asked.task) ? graph_subject(call, asked) : rating_subject(call, asked);
}

void check(const Call& call, const Verb& verb, const Asked& asked) {
  const auto& given = call.given;
  const std::string& task = asked.subject.task;
  if (std::ranges::find(kTasks, task) == kTasks.end())
    throw UsageError("unknown task '" + task + "'", "validate", known_choices(task, kTasks));
  for (const char* name : {"checkpoint", "resume", "item-names"})
    if (std::ranges::any_of(given, [&](const auto& option) { return option.first == name; }))
      throw UsageError(std::string("--") + name + " does nothing where no model is kept", std::string("--") + name,
                       "leave it out");
  const bool lists = task != "table" && task != "nodes" && !is_graph(task);
  for (const char* name : {"--metrics", "--k", "--relevant"})
    if (!lists && verb.given(name))
      throw UsageError(std::string(name) + " is for ratings, votes and likes alone", name, "leave it out");
}

MetricSummary summarize(const std::vector<Row>& rows, const std::string& metric) {
  std::vector<double> values;
  for (const Row& row : rows)
    if (const auto at = row.judged.metrics.find(metric); at != row.judged.metrics.end()) values.push_back(at->second);
  return kinfold::summarize(values);
}

std::string protocol_of(const Subject& subject, const Asked& asked, const std::string& by, std::uint64_t seed) {
  const std::size_t rounds = num_folds(by);
  std::string text = fmt::format("{} by {}", subject.what, by);
  text += rounds > 1 ? fmt::format(", {} rounds", rounds) : ", one round";
  text += asked.repeats > 1
              ? fmt::format(", {} times with seeds {} to {}", asked.repeats, seed, seed + asked.repeats - 1)
              : fmt::format(", seed {}", seed);
  return text + "; each round learns anew, and is judged by what it did not see";
}

Json json_of(const Row& row, const std::vector<std::string>& names) {
  Json metrics = Json::object();
  for (const std::string& name : names)
    if (const auto at = row.judged.metrics.find(name); at != row.judged.metrics.end())
      metrics[name] = app::json_of(at->second);
  return {{"repeat", row.repeat},
          {"fold", row.fold},
          {"seed", row.seed},
          {"rows", row.judged.rows},
          {"test_rows", row.judged.test_rows},
          {"cold_rows", row.judged.cold_rows},
          {"seconds", row.judged.seconds},
          {"metrics", metrics}};
}

Json json_of(const MetricSummary& s) {
  return {{"mean", app::json_of(s.mean)},
          {"deviation", app::json_of(s.stddev)},
          {"least", app::json_of(s.min)},
          {"most", app::json_of(s.max)},
          {"rounds", s.count}};
}

std::string width_of(const std::string& metric) { return std::to_string(std::max<std::size_t>(metric.size(), 8)); }

std::string cell(const std::string& metric, double value) {
  const std::string text = std::isfinite(value) ? fmt::format("{:.4f}", value) : "none";
  return fmt::format(fmt::runtime("  {:>" + width_of(metric) + "}"), text);
}

void print_head(const std::vector<std::string>& names) {
  fmt::print("\n{:>6} {:>5} {:>10} {:>9} {:>9}", "repeat", "fold", "train", "test", "cold");
  for (const std::string& name : names) fmt::print(fmt::runtime("  {:>" + width_of(name) + "}"), name);
  fmt::print("  {:>8}\n", "seconds");
}

void print(const Row& row, const std::vector<std::string>& names) {
  fmt::print("{:>6} {:>5} {:>10} {:>9} {:>9}", row.repeat, row.fold, grouped(row.judged.rows),
             grouped(row.judged.test_rows), grouped(row.judged.cold_rows));
  for (const std::string& name : names) {
    const auto at = row.judged.metrics.find(name);
    fmt::print("{}", cell(name, at == row.judged.metrics.end() ? NAN : at->second));
  }
  fmt::print("  {:>8.2f}\n", row.judged.seconds);
  std::fflush(stdout);
}

void print_spreads(const std::vector<Row>& rows, const std::vector<std::string>& names) {
  for (const auto& [title, member] :
       {std::pair("mean", &MetricSummary::mean), std::pair("+- deviation", &MetricSummary::stddev)}) {
    fmt::print("{:<43}", title);
    for (const std::string& name : names) fmt::print("{}", cell(name, summarize(rows, name).*member));
    fmt::print("\n");
  }
}

void validate(Call& call, const Verb& verb, const Asked& asked) {
  check(call, verb, asked);
  TrainOptions options = call.options(asked.subject.task);
  if (options.patience > 0 && options.validation.empty() &&
      std::ranges::any_of(call.given, [](const auto& option) { return option.first == "patience"; }))
    throw UsageError("patience needs validation", "--patience", "add --validation random:0.1 or a source");
  options.checkpoint_dir.clear();  // that of a file of options too: rounds are no one training
  const Subject subject = subject_of(call, asked.subject);
  const std::string by = asked.by.empty() ? subject.rule : asked.by;
  if (subject.rule.starts_with("rolling") && !by.starts_with("rolling") && !by.starts_with("temporal"))
    call.warn("the data have times, and --strategy " + by +
              " trains on some that are later than those it tests; --strategy rolling:5 does not");
  const std::uint64_t seed = options.seed;
  const std::string protocol = protocol_of(subject, asked, by, seed);
  std::vector<Row> rows;
  for (std::size_t repeat = 0; repeat < asked.repeats; ++repeat) {
    options.seed = seed + repeat;
    const std::vector<Judge> rounds = subject.rounds(by, options.seed);
    if (!call.json && repeat == 0) fmt::print("{}\n", protocol), print_head(subject.metrics);
    for (std::size_t fold = 0; fold < rounds.size(); ++fold) {
      rows.push_back({repeat + 1, fold + 1, options.seed, rounds[fold](options)});
      if (!call.json) print(rows.back(), subject.metrics);
    }
  }
  if (!call.json) return print_spreads(rows, subject.metrics);
  Json all = Json::array(), metrics = Json::object();
  for (const Row& row : rows) all.push_back(json_of(row, subject.metrics));
  for (const std::string& name : subject.metrics) metrics[name] = json_of(summarize(rows, name));
  call.answer({{"task", asked.subject.task},
               {"protocol", protocol},
               {"by", by},
               {"repeats", asked.repeats},
               {"metrics", metrics},
               {"rounds", all}});
}

}  // namespace

void add_validate(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  SubjectAsked& subject = asked->subject;
  Verb verb = line.add_verb(call, "validate",
                            "Learn and judge on each fold of the data, and say how far the folds differ", [] {});
  verb.when_chosen(call, [&call, verb, asked] { validate(call, verb, *asked); });
  verb.add_option("task", subject.task, "as of kinfold train: " + join(kTasks)).required();
  verb.add_option("source", subject.source, "a file, a glob, FILE.duckdb::TABLE or a query").required();
  verb.add_option("--strategy", asked->by,
                  "a rule of kinfold split; k-fold:K and rolling:K are K rounds, others one [rolling:5 where there are "
                  "times, k-fold:5 otherwise]")
      .type_name("RULE");
  verb.add_option("--repeats", asked->repeats, "splits and learns anew so often, each time with the next seed [1]")
      .between(1, 1000)
      .type_name("N");
  verb.add_option("--metrics", subject.metrics,
                  "what to measure, as of kinfold evaluate [likes: recall@20, ndcg@20, map@20, mrr]")
      .list()
      .type_name("LIST");
  verb.add_option("--k", subject.ks, "places that ranking metrics without @k look at [10,20]")
      .list()
      .between(1, 100'000)
      .type_name("LIST");
  verb.add_option("--relevant", subject.relevant, "ranking looks for test rows of at least this value").type_name("X");
  verb.add_training_options(call);
}

}  // namespace kinfold::app
