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

struct Asked {
  std::vector<std::string> models;
  std::string test;
};

UnitScores scores_of(Call& call, const std::string& path, const Asked& asked, const TrainOptions& options, Pool& pool) {
  const TensorReader file(path);
  const std::string task = task_of(file);
  if (task == "table")
    throw UsageError("tables are not compared cell by cell", path, "kinfold evaluate measures each of them");
  if (task == "nodes") return unit_scores(load_nodes(file), load_labels(call, asked.test, options));
  if (is_graph(task))
    return unit_scores(load_graph(file), load_triples(call, asked.test, options, graph_of(task)), pool);
  const Model model = load(file);
  return unit_scores(model, load_ratings(call, asked.test, options, read_of(model.task)).ratings, pool);
}

// Does the interval leave zero out, and on which side?
std::string verdict(const UnitScores& scores, const PairedComparison& paired) {
  const Metric& d = paired.difference;
  if (!(d.low > 0) && !(d.high < 0)) return "no difference shown";
  return (d.low > 0) == scores.greater_is_better ? "better" : "worse";
}

void compare_models(Call& call, const Asked& asked) {
  if (asked.models.size() < 2)
    throw UsageError("there is nothing to compare with", "compare",
                     "name two models or more: the first is the measure");
  const TrainOptions options = call.options();
  Pool pool(std::size_t(options.threads));
  std::vector<UnitScores> scores;
  for (const std::string& path : asked.models) scores.push_back(scores_of(call, path, asked, options, pool));
  const std::string protocol = fmt::format(
      "{} of the same {} of {}; differences from {}, 95 % intervals by bootstrap over {}, {} resamples, seed {}",
      scores[0].metric, scores[0].unit, asked.test, asked.models[0], scores[0].group.empty() ? scores[0].unit : "users",
      kResamples, options.seed);
  Json rows = Json::array();
  if (!call.json)
    fmt::print("{}\n\n{:<28} {:>8}  {:>8}   {:<28} {:>7} {:>7}\n", protocol, "", scores[0].unit, scores[0].metric,
               "difference", "better", "worse");
  for (std::size_t n = 0; n < scores.size(); ++n) {
    const PairedComparison paired = compare(scores[0], scores[n], options.seed, pool);
    if (call.json) {
      rows.push_back({{"model", asked.models[n]},
                      {"units", paired.units},
                      {"value", paired.second},
                      {"value_of_first", paired.first},
                      {"difference", json_of(paired.difference)},
                      {"better", paired.better},
                      {"worse", paired.worse}});
      continue;
    }
    fmt::print("{:<28} {:>8}  {:>8.4f}", asked.models[n], grouped(paired.units), paired.second);
    if (n > 0)
      fmt::print("   {:<28} {:>6.1f}% {:>6.1f}%  {}", text_of(paired.difference), 100 * paired.better,
                 100 * paired.worse, verdict(scores[0], paired));
    fmt::print("\n");
  }
  if (call.json) call.answer({{"metric", scores[0].metric}, {"protocol", protocol}, {"models", rows}});
}

}  // namespace

void add_compare(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "compare", "Compare models on the same withheld data, unit by unit",
                            [&call, asked] { compare_models(call, *asked); });
  verb.add_option("models", asked->models, "model files of one task; the others are measured by the first").required();
  verb.add_option("--test", asked->test, "the withheld rows, facts or labels").required().type_name("SOURCE");
  verb.add_options(call, {"seed", "threads"});
}

}  // namespace kinfold::app
