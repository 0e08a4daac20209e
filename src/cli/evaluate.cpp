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

struct Asked {
  std::string model, test, relevant;
  std::vector<std::string> metrics;
  std::vector<std::size_t> ks = {10, 20};
  double withhold = 0.1;
  bool strict = false;
  std::vector<std::string> known;
};

std::string intervals(std::size_t users, bool by_row, std::uint64_t seed) {
  return fmt::format("95 % intervals by bootstrap over {}, {} resamples, seed {}",
                     by_row && users < 10 ? "rows" : "users", kResamples, seed);
}

// Rows of which training did not show the user or the item, judged by what is known of them beside.
void add_cold_ranking(Report& report, Call& call, const Model& model, const Ratings& test, RankingOptions rule,
                      const RankingReport& warm, Pool& pool) {
  std::size_t judged = 0;
  for (const auto& [name, part, rows] : {std::tuple("cold_user", RankingSubset::kColdUsers, warm.cold_user_rows),
                                         std::tuple("cold_item", RankingSubset::kColdItems, warm.cold_item_rows)}) {
    if (rows == 0) continue;
    rule.subset = part;
    const RankingReport cold = evaluate_ranking(model, test, rule, pool);
    judged += cold.evaluated;
    if (cold.evaluated > 0) report.cold_ranking.push_back({name, cold.evaluated, cold.catalogue, cold.metrics});
  }
  if (const std::size_t cold = warm.rows - warm.warm_rows; cold > 0 && judged == 0)
    call.doubt(fmt::format("{} of {} relevant rows have a user or item of which nothing is known: they are not judged",
                           grouped(cold), grouped(warm.rows)));
}

void add_ranking(Report& report, Call& call, const Model& model, const Ratings& test, const Wanted& wanted,
                 const Asked& asked, Pool& pool) {
  const std::uint64_t seed = call.options().seed;
  const Wished bar = bar_of(model, asked.relevant);
  const RankingReport ranking = evaluate_ranking(model, test, {wanted.ranking, bar.value, seed}, pool);
  report.protocols.push_back(fmt::format(
      "ranks of {} among all {} items of training, without those the user had there; mean over {} users; {}", bar.text,
      grouped(ranking.catalogue), grouped(ranking.evaluated), intervals(ranking.users, false, seed)));
  report.counts["relevant_rows"] = ranking.rows;
  report.counts["judged_users"] = ranking.evaluated;
  report.counts["catalogue"] = ranking.catalogue;
  for (const RankingMetric& metric : wanted.ranking)
    if (const auto at = ranking.metrics.find(metric.text()); at != ranking.metrics.end())
      report.ranking.emplace_back(*at);
  add_cold_ranking(report, call, model, test, {wanted.ranking, bar.value, seed}, ranking, pool);
  if (ranking.evaluated == 0) call.warn("there is no user to judge: no relevant row has a known user and a known item");
}

// all, warm, cold_user and cold_item, with the metrics that were asked for.
template <class Scores>
void add_parts(Report& report, const Scores& scores, const std::vector<std::string>& names) {
  report.columns = names;
  for (const auto& [name, part] :
       {std::pair("all", &scores.all), std::pair("warm", &scores.warm), std::pair("cold_user", &scores.cold_user),
        std::pair("cold_item", &scores.cold_item)})
    report.parts.push_back({name, part->rows, part->metrics});
}

// Refuses options of the verb that do nothing for the model.
void check_verb(const Verb& verb, const std::string& task) {
  static const std::vector<std::string> of_lists = {"--metrics", "--relevant"},
                                        of_tables = {"--holdout", "--column-types"}, of_graphs = {"--filter-facts"};
  const auto refuse = [&](const std::vector<std::string>& options, const std::string& why) {
    for (const std::string& option : options)
      if (verb.given(option)) throw UsageError(option + why, option, "leave it out");
  };
  const bool table = task == "table", graph = is_graph(task), labels = task == "nodes";
  if (table || graph || labels) refuse(of_lists, " does nothing for " + (table ? "a table" : task));
  if (table || labels) refuse({"--k"}, " does nothing for " + (table ? "a table" : task));
  if (!table) refuse(of_tables, " is for tables alone");
  if (!graph) refuse(of_graphs, " is for links and triples alone");
}

void evaluate(Call& call, const Verb& verb, const Asked& asked) {
  const TensorReader file(asked.model);
  check_verb(verb, task_of(file));
  call.strict = asked.strict;
  call.measured = file.checksum();
  if (is_graph_model(file))
    return evaluate_graph_call(
        call, load_graph(file),
        {asked.test, asked.known, verb.given("--k") ? asked.ks : std::vector<std::size_t>{1, 3, 10}});
  if (is_node_model(file)) return evaluate_labels_call(call, load_nodes(file), asked.test);
  if (is_table_model(file)) return evaluate_table_call(call, load_table(file), asked.test, asked.withhold);
  const TrainOptions options = call.options();
  const Model model = load(file);
  const Wanted wanted = wanted_metrics(asked.metrics, asked.ks, model.task);
  const Ratings test = load_ratings(call, asked.test, options, read_of(model.task)).ratings;
  Pool pool(std::size_t(options.threads));
  doubt_seen(call, model.data, checksum(test), asked.test);
  const UnseenIds strangers = find_unseen_ids(model, test);
  doubt_rows(call, model, test, strangers);
  Report report(model.task, strangers);
  if (!wanted.rows.empty()) {
    report.protocols.push_back(
        fmt::format("withheld {} of {}; {}", model.task, asked.test, intervals(strangers.users, true, options.seed)));
    if (model.task == "votes") {
      const VoteReport votes = evaluate_votes(model, test, options.seed, pool);
      add_parts(report, votes, wanted.rows);
      report.counts["likes"] = votes.all.likes;
      report.calibration = votes.all.calibration;
    } else {
      add_parts(report, evaluate_ratings(model, test, options.seed), wanted.rows);
    }
  } else {
    report.protocols.push_back("withheld " + model.task + " of " + asked.test);
  }
  if (!wanted.ranking.empty()) add_ranking(report, call, model, test, wanted, asked, pool);
  if (call.json) return call.answer(report.json());
  report.print();
}

}  // namespace

void add_evaluate(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "evaluate", "Measure a model on withheld data", [] {});
  verb.when_chosen(call, [&call, verb, asked] { evaluate(call, verb, *asked); });
  verb.add_option("model", asked->model, "a model file").required();
  verb.add_option("--test", asked->test, "the withheld rows; of a table, further rows").required().type_name("SOURCE");
  verb.add_option("--metrics", asked->metrics,
                  "what to measure, such as rmse,ndcg@10. Ratings: rmse, mae [both]; votes: " + join(kVoteMetrics) +
                      " [all]; every task: " + join(ranking_metric_names()) + ", with @k [likes: all]")
      .list()
      .type_name("LIST");
  verb.add_option("--k", asked->ks,
                  "places that ranking metrics without @k look at [10,20; of links and triples 1,3,10]")
      .list()
      .between(1, 100'000)
      .type_name("LIST");
  verb.add_option(
          "--relevant", asked->relevant,
          "ranking looks for test rows of at least this value [ratings, votes: the mean of training; likes: all]")
      .type_name("X");
  verb.add_option("--filter-facts", asked->known,
                  "of links and triples: further facts that are right; may be given again")
      .type_name("SOURCE")
      .repeatable();
  verb.add_option("--holdout", asked->withhold,
                  "of a table: the share of the known cells that is withheld, to be told from the others [0.1]")
      .between(0.001, 0.9)
      .type_name("X");
  verb.add_flag("--strict", asked->strict, "notes of what flatters or is left out become errors");
  verb.add_options(call, {"seed", "threads", "column-types"});
}

}  // namespace kinfold::app
