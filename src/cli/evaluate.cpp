#include <fmt/format.h>

#include "cli/call.h"
#include "cli/graph_call.h"
#include "cli/node_call.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "factorization/model_file.h"
#include "factorization/ranking.h"
#include "factorization/rating.h"
#include "factorization/votes.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "registry/registry.h"
#include "report/evaluation_text.h"
#include "report/leakage_checks.h"
#include "report/requested_metrics.h"
#include "store/metadata.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct EvaluateArgs {
  std::string model, test, relevant;
  std::vector<std::string> metrics;
  std::vector<std::size_t> ks = {10, 20};
  double holdout = 0.1;
  bool strict = false;
  std::vector<std::string> filter_facts;
};

std::string intervals(std::size_t users, bool by_row, std::uint64_t seed) {
  return fmt::format("95 % intervals by bootstrap over {}, {} resamples, seed {}",
                     by_row && users < 10 ? "rows" : "users", kResamples, seed);
}

// Evaluates the ranking of cold-start users and items, whose embeddings come from side features or implicit feedback.
void add_cold_ranking(EvaluationReport& report, Call& call, const Model& model, const Ratings& test,
                      RankingOptions ranking_options, const RankingReport& warm, Pool& pool) {
  std::size_t evaluated = 0;
  for (const auto& [name, subset, rows] : {std::tuple("cold_user", RankingSubset::kColdUsers, warm.cold_user_rows),
                                           std::tuple("cold_item", RankingSubset::kColdItems, warm.cold_item_rows)}) {
    if (rows == 0) continue;
    ranking_options.subset = subset;
    const RankingReport cold = evaluate_ranking(model, test, ranking_options, pool);
    evaluated += cold.evaluated;
    if (cold.evaluated > 0) report.cold_ranking.push_back({name, cold.evaluated, cold.catalogue, cold.metrics});
  }
  if (const std::size_t cold = warm.rows - warm.warm_rows; cold > 0 && evaluated == 0)
    call.warn_evaluation(fmt::format(
        "{} of {} relevant rows are not evaluated: their user or item is unseen in training and has no side features",
        format_count(cold), format_count(warm.rows)));
}

void add_ranking(EvaluationReport& report, Call& call, const Model& model, const Ratings& test,
                 const RequestedMetrics& requested, const EvaluateArgs& args, Pool& pool) {
  const std::uint64_t seed = call.options().seed;
  const RelevanceThreshold threshold = relevance_threshold(model, args.relevant);
  const RankingReport ranking = evaluate_ranking(model, test, {requested.ranking, threshold.value, seed}, pool);
  report.protocols.push_back(
      fmt::format("ranks of {} among all {} training items except those in the user's history; mean over {} users; {}",
                  threshold.text, format_count(ranking.catalogue), format_count(ranking.evaluated),
                  intervals(ranking.users, false, seed)));
  report.counts["relevant_rows"] = ranking.rows;
  report.counts["evaluated_users"] = ranking.evaluated;
  report.counts["catalogue"] = ranking.catalogue;
  for (const RankingMetric& metric : requested.ranking)
    if (const auto at = ranking.metrics.find(metric.text()); at != ranking.metrics.end())
      report.ranking.emplace_back(*at);
  add_cold_ranking(report, call, model, test, {requested.ranking, threshold.value, seed}, ranking, pool);
  if (ranking.evaluated == 0)
    call.warn("no user can be evaluated: no relevant row has a user and an item of the training set");
}

// Adds the subsets all, warm, cold_user and cold_item with the requested metrics.
template <class Scores>
void add_subsets(EvaluationReport& report, const Scores& scores, const std::vector<std::string>& names) {
  report.columns = names;
  for (const auto& [name, subset] :
       {std::pair("all", &scores.all), std::pair("warm", &scores.warm), std::pair("cold_user", &scores.cold_user),
        std::pair("cold_item", &scores.cold_item)})
    report.subsets.push_back({name, subset->rows, subset->metrics});
}

// Rejects options that do not apply to the model.
void check_verb_options(const Verb& verb, const std::string& task) {
  static const std::vector<std::string> ranking_options = {"--metrics", "--relevant"},
                                        table_options = {"--holdout", "--column-types"},
                                        graph_options = {"--filter-facts"};
  const auto reject = [&](const std::vector<std::string>& options, const std::string& reason) {
    for (const std::string& option : options)
      if (verb.is_set(option)) throw UsageError(option + reason, option, "remove the option");
  };
  const bool is_table = task == "table", is_graph_task = is_graph(task), is_nodes = task == "nodes";
  if (is_table || is_graph_task || is_nodes)
    reject(ranking_options, " does not apply to " + (is_table ? "tables" : task));
  if (is_table || is_nodes) reject({"--k"}, " does not apply to " + (is_table ? "tables" : task));
  if (!is_table) reject(table_options, " applies only to tables");
  if (!is_graph_task) reject(graph_options, " applies only to links and triples");
}

void evaluate(Call& call, const Verb& verb, const EvaluateArgs& args) {
  const TensorReader file(args.model);
  check_verb_options(verb, task_of(file));
  call.strict = args.strict;
  call.model_checksum = file.checksum();
  if (is_graph_model(file))
    return evaluate_graph_call(
        call, load_graph(file),
        {args.test, args.filter_facts, verb.is_set("--k") ? args.ks : std::vector<std::size_t>{1, 3, 10}});
  if (is_node_model(file)) return evaluate_nodes_call(call, load_nodes(file), args.test);
  if (is_table_model(file)) return evaluate_table_call(call, load_table(file), args.test, args.holdout);
  const TrainOptions options = call.options();
  const Model model = load(file);
  const RequestedMetrics requested = requested_metrics(args.metrics, args.ks, model.task);
  const Ratings test = load_ratings(call, args.test, options, rating_fields(model.task)).ratings;
  Pool pool(std::size_t(options.threads));
  check_reused_data(call, model.data, checksum(test), args.test);
  const UnseenIds unseen = find_unseen_ids(model, test);
  check_test_ratings(call, model, test, unseen);
  EvaluationReport report(model.task, unseen);
  if (!requested.rows.empty()) {
    report.protocols.push_back(
        fmt::format("held-out {} of {}; {}", model.task, args.test, intervals(unseen.users, true, options.seed)));
    if (model.task == "votes") {
      const VoteReport votes = evaluate_votes(model, test, options.seed, pool);
      add_subsets(report, votes, requested.rows);
      report.counts["likes"] = votes.all.likes;
      report.calibration = votes.all.calibration;
    } else {
      add_subsets(report, evaluate_ratings(model, test, options.seed), requested.rows);
    }
  } else {
    report.protocols.push_back("held-out " + model.task + " of " + args.test);
  }
  if (!requested.ranking.empty()) add_ranking(report, call, model, test, requested, args, pool);
  if (call.json) return call.print_json(report.json());
  report.print();
}

}  // namespace

void add_evaluate(CommandLine& line, Call& call) {
  auto args = std::make_shared<EvaluateArgs>();
  Verb verb = line.add_verb(call, "evaluate", "Evaluate a model on held-out data", [] {});
  verb.set_action(call, [&call, verb, args] { evaluate(call, verb, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("--test", args->test, "Source of the held-out data; for a table, of further rows.")
      .required()
      .type_name("SOURCE");
  verb.add_option("--metrics", args->metrics,
                  "Metrics, such as rmse,ndcg@10. Ratings: rmse, mae [both]; votes: " + join(kVoteMetrics) +
                      " [all]; every task: " + join(ranking_metric_names()) +
                      ", each with an optional @k [likes: all].")
      .list()
      .type_name("LIST");
  verb.add_option("--k", args->ks,
                  "Cutoffs of the ranking metrics that are given without @k. [10,20; links and triples: 1,3,10]")
      .list()
      .between(1, 100'000)
      .type_name("LIST");
  verb.add_option(
          "--relevant", args->relevant,
          "Relevance threshold of the ranking metrics: the smallest value of a relevant test row. [ratings, votes: the "
          "training mean; likes: all rows are relevant]")
      .type_name("X");
  verb.add_option("--filter-facts", args->filter_facts,
                  "Links and triples: source of further true facts for filtered ranking. Repeatable.")
      .type_name("SOURCE")
      .repeatable();
  verb.add_option("--holdout", args->holdout,
                  "Tables: fraction of the observed cells that is held out and predicted from the others, from 0.001 "
                  "to 0.9. [0.1]")
      .between(0.001, 0.9)
      .type_name("X");
  verb.add_flag("--strict", args->strict, "Treat evaluation warnings, such as leakage or skipped rows, as errors.");
  verb.add_options(call, {"seed", "threads", "column-types"});
}

}  // namespace kinfold::app
