#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "core/error.h"
#include "report/evaluation_text.h"
#include "report/leakage_checks.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxPrintedRelations = 20;

Json graph_metrics_to_json(const GraphMetrics& part) {
  Json metrics = Json::object();
  for (const auto& [name, metric] : part.metrics) metrics[name] = json_of(metric);
  return {{"name", part.name}, {"facts", part.facts}, {"metrics", metrics}};
}

Json metrics_list_to_json(const std::vector<GraphMetrics>& parts) {
  Json list = Json::array();
  for (const GraphMetrics& part : parts) list.push_back(graph_metrics_to_json(part));
  return list;
}

std::string graph_protocol(const GraphModel& model, const GraphEvaluateArgs& args, const GraphReport& report,
                           std::uint64_t seed) {
  return fmt::format(
             "{} of {}: filtered ranks of head and tail among all {} {} (raw ranks: unfiltered), mean rank for ties; "
             "95 % "
             "intervals by bootstrap over facts, {} resamples, seed {}",
             model.task, args.test, format_count(model.entities.size()), model.task == "links" ? "nodes" : "entities",
             kResamples, seed) +
         (report.seen.metrics.contains("auc") ? "; auc and average precision with one random negative pair per link"
                                              : "");
}

void print_metrics(const GraphMetrics& part, const std::vector<std::size_t>& ks) {
  for (const std::string& name : graph_metric_names(ks))
    if (const auto at = part.metrics.find(name); at != part.metrics.end())
      fmt::print("{:<20} {}\n", name, text_of(at->second));
}

void print_parts(const std::vector<GraphMetrics>& parts, const std::vector<std::size_t>& ks, std::size_t max_parts) {
  if (parts.empty()) return;
  std::vector<std::string> names = {"mrr"};
  for (const std::size_t k : ks) names.push_back("hits@" + std::to_string(k));
  std::string header = fmt::format("\n{:<44} {:>8}", "", "facts");
  for (const std::string& name : names) header += fmt::format(" {:>8}", name);
  fmt::print("{}\n", header);
  for (std::size_t n = 0; n < std::min(max_parts, parts.size()); ++n) {
    const std::string short_name =
        parts[n].name.size() > 44 ? "..." + parts[n].name.substr(parts[n].name.size() - 41) : parts[n].name;
    std::string line = fmt::format("{:<44} {:>8}", short_name, format_count(parts[n].facts));
    for (const std::string& name : names) line += fmt::format(" {:>8.4f}", parts[n].metrics.at(name).value);
    fmt::print("{}\n", line);
  }
  if (parts.size() > max_parts) fmt::print("and {} more; --json has all\n", parts.size() - max_parts);
}

}  // namespace

void evaluate_graph_call(Call& call, const GraphModel& model, const GraphEvaluateArgs& args) {
  const TrainOptions options = call.options();
  const Triples test = load_triples(call, args.test, options, graph_of(model.task));
  std::vector<Triples> filter_facts;
  for (const std::string& source : args.filter_facts)
    filter_facts.push_back(load_triples(call, source, options, graph_of(model.task)));
  std::vector<const Triples*> other_facts;
  for (const Triples& facts : filter_facts) other_facts.push_back(&facts);
  Pool pool(std::size_t(options.threads));
  GraphEvaluationOptions evaluation_options;
  evaluation_options.ks = args.ks;
  evaluation_options.seed = options.seed;
  const GraphReport report = evaluate_graph(model, test, other_facts, evaluation_options, pool);
  if (report.seen.facts == 0)
    throw Error(
        "no fact can be evaluated: each has an entity or relation that is unseen in training", args.test,
        fmt::format(
            "the model has {} entities, such as {}; if the columns of the source have another order, use --columns "
            "head=..,relation=..,tail=..",
            model.entities.size(), model.entities[0]));
  check_reused_data(call, model.data, checksum(test), args.test);
  check_test_facts(call, model, test, report);
  const std::string protocol = graph_protocol(model, args, report, options.seed);
  if (call.json) {
    Json result = {{"task", model.task},
                   {"protocol", protocol},
                   {"counts",
                    {{"rows", report.facts},
                     {"entities", report.entities},
                     {"unseen_entities", report.unseen_entities},
                     {"unseen_relations", report.unseen_relations},
                     {"rows_with_unseen", report.unseen_facts},
                     {"rows_seen_in_training", report.repeated},
                     {"catalogue", model.entities.size()}}},
                   {"metrics", graph_metrics_to_json(report.all)["metrics"]},
                   {"seen", graph_metrics_to_json(report.seen)},
                   {"parts", metrics_list_to_json(report.parts)},
                   {"relations", metrics_list_to_json(report.relations)}};
    for (const auto& [name, metric] : report.seen.metrics)
      if (!result["metrics"].contains(name)) result["metrics"][name] = json_of(metric);
    return call.print_json(result);
  }
  fmt::print("{}\n\nall {} facts\n", protocol, format_count(report.facts));
  print_metrics(report.all, args.ks);
  if (report.unseen_facts > 0)
    fmt::print("\nthe {} facts whose names are all seen in training\n", format_count(report.seen.facts));
  if (report.unseen_facts > 0) print_metrics(report.seen, args.ks);
  if (report.unseen_facts == 0)
    for (const char* name : {"auc", "average_precision"})
      if (const auto at = report.seen.metrics.find(name); at != report.seen.metrics.end())
        fmt::print("{:<20} {}\n", name, text_of(at->second));
  print_parts(report.parts, args.ks, report.parts.size());
  print_parts(report.relations, args.ks, kMaxPrintedRelations);
}

}  // namespace kinfold::app
