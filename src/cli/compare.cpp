#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "cli/node_call.h"
#include "compare/paired.h"
#include "core/error.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "registry/registry.h"
#include "report/evaluation_text.h"
#include "store/metadata.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct CompareArgs {
  std::vector<std::string> models;
  std::string test;
};

UnitScores scores_of(Call& call, const std::string& path, const CompareArgs& args, const TrainOptions& options,
                     Pool& pool) {
  const TensorReader file(path);
  const std::string task = task_of(file);
  if (task == "table")
    throw UsageError("compare does not support table models", path, "evaluate each model with kinfold evaluate");
  if (task == "nodes") return unit_scores(load_nodes(file), load_labels(call, args.test, options));
  if (is_graph(task))
    return unit_scores(load_graph(file), load_triples(call, args.test, options, graph_of(task)), pool);
  const Model model = load(file);
  return unit_scores(model, load_ratings(call, args.test, options, rating_fields(model.task)).ratings, pool);
}

// "better" or "worse" if the confidence interval of the difference excludes zero.
std::string verdict(const UnitScores& scores, const PairedComparison& paired) {
  const Metric& d = paired.difference;
  if (!(d.low > 0) && !(d.high < 0)) return "no significant difference";
  return (d.low > 0) == scores.greater_is_better ? "better" : "worse";
}

void compare_models(Call& call, const CompareArgs& args) {
  if (args.models.size() < 2)
    throw UsageError("compare needs at least two models", "compare", "name the reference model first");
  const TrainOptions options = call.options();
  Pool pool(std::size_t(options.threads));
  std::vector<UnitScores> scores;
  for (const std::string& path : args.models) scores.push_back(scores_of(call, path, args, options, pool));
  const std::string protocol = fmt::format(
      "{} on the same {} of {}; differences from {}, 95 % intervals by bootstrap over {}, {} resamples, seed {}",
      scores[0].metric, scores[0].unit, args.test, args.models[0], scores[0].group.empty() ? scores[0].unit : "users",
      kResamples, options.seed);
  Json rows = Json::array();
  if (!call.json)
    fmt::print("{}\n\n{:<28} {:>8}  {:>8}   {:<28} {:>7} {:>7}\n", protocol, "", scores[0].unit, scores[0].metric,
               "difference", "better", "worse");
  for (std::size_t n = 0; n < scores.size(); ++n) {
    const PairedComparison paired = compare(scores[0], scores[n], options.seed, pool);
    if (call.json) {
      rows.push_back({{"model", args.models[n]},
                      {"units", paired.units},
                      {"value", paired.second},
                      {"reference_value", paired.first},
                      {"difference", json_of(paired.difference)},
                      {"better", paired.better},
                      {"worse", paired.worse}});
      continue;
    }
    fmt::print("{:<28} {:>8}  {:>8.4f}", args.models[n], format_count(paired.units), paired.second);
    if (n > 0)
      fmt::print("   {:<28} {:>6.1f}% {:>6.1f}%  {}", text_of(paired.difference), 100 * paired.better,
                 100 * paired.worse, verdict(scores[0], paired));
    fmt::print("\n");
  }
  if (call.json) call.print_json({{"metric", scores[0].metric}, {"protocol", protocol}, {"models", rows}});
}

}  // namespace

void add_compare(CommandLine& line, Call& call) {
  auto args = std::make_shared<CompareArgs>();
  Verb verb = line.add_verb(call, "compare", "Compare models on the same held-out data with paired bootstrap intervals",
                            [&call, args] { compare_models(call, *args); });
  verb.add_option("models", args->models, "Model files of one task. The first model is the reference.").required();
  verb.add_option("--test", args->test, "Source of the held-out ratings, facts or labels.")
      .required()
      .type_name("SOURCE");
  verb.add_options(call, {"seed", "threads"});
}

}  // namespace kinfold::app
