#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "core/error.h"
#include "report/evaluation_text.h"
#include "report/leakage_checks.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kRelations = 20;  // shown

Json json_of(const GraphMetrics& part) {
  Json metrics = Json::object();
  for (const auto& [name, metric] : part.metrics) metrics[name] = app::json_of(metric);
  return {{"name", part.name}, {"facts", part.facts}, {"metrics", metrics}};
}

Json list_of(const std::vector<GraphMetrics>& parts) {
  Json list = Json::array();
  for (const GraphMetrics& part : parts) list.push_back(json_of(part));
  return list;
}

std::string protocol_of(const GraphModel& model, const GraphEvaluation& asked, const GraphReport& report,
                        std::uint64_t seed) {
  return fmt::format(
             "{} of {}: ranks of both ends among all {} {}, right answers that are known left out (raw ranks: not), "
             "equal "
             "scores share their places; 95 % intervals by bootstrap over facts, {} resamples, seed {}",
             model.task, asked.test, grouped(model.entities.size()), model.task == "links" ? "nodes" : "entities",
             kResamples, seed) +
         (report.seen.metrics.contains("auc") ? "; auc and average precision against as many pairs that are no links"
                                              : "");
}

void print_metrics(const GraphMetrics& part, const std::vector<std::size_t>& ks) {
  for (const std::string& name : graph_metric_names(ks))
    if (const auto at = part.metrics.find(name); at != part.metrics.end())
      fmt::print("{:<20} {}\n", name, text_of(at->second));
}

void print_parts(const std::vector<GraphMetrics>& parts, const std::vector<std::size_t>& ks, std::size_t most) {
  if (parts.empty()) return;
  std::vector<std::string> names = {"mrr"};
  for (const std::size_t k : ks) names.push_back("hits@" + std::to_string(k));
  std::string head = fmt::format("\n{:<44} {:>8}", "", "facts");
  for (const std::string& name : names) head += fmt::format(" {:>8}", name);
  fmt::print("{}\n", head);
  for (std::size_t n = 0; n < std::min(most, parts.size()); ++n) {
    const std::string short_text =
        parts[n].name.size() > 44 ? "..." + parts[n].name.substr(parts[n].name.size() - 41) : parts[n].name;
    std::string line = fmt::format("{:<44} {:>8}", short_text, grouped(parts[n].facts));
    for (const std::string& name : names) line += fmt::format(" {:>8.4f}", parts[n].metrics.at(name).value);
    fmt::print("{}\n", line);
  }
  if (parts.size() > most) fmt::print("and {} more; --json has all\n", parts.size() - most);
}

}  // namespace

void evaluate_graph_call(Call& call, const GraphModel& model, const GraphEvaluation& asked) {
  const TrainOptions options = call.options();
  const Triples test = load_triples(call, asked.test, options, graph_of(model.task));
  std::vector<Triples> known;
  for (const std::string& source : asked.known)
    known.push_back(load_triples(call, source, options, graph_of(model.task)));
  std::vector<const Triples*> others;
  for (const Triples& facts : known) others.push_back(&facts);
  Pool pool(std::size_t(options.threads));
  GraphEvaluationOptions rule;
  rule.ks = asked.ks;
  rule.seed = options.seed;
  const GraphReport report = evaluate_graph(model, test, others, rule, pool);
  if (report.seen.facts == 0)
    throw Error("training shows no fact's names: there is nothing to judge", asked.test,
                fmt::format("the model knows {} names, such as {}; its columns may stand in another order: --columns "
                            "head=..,relation=..,tail=..",
                            model.entities.size(), model.entities[0]));
  doubt_seen(call, model.data, checksum(test), asked.test);
  doubt_facts(call, model, test, report);
  const std::string protocol = protocol_of(model, asked, report, options.seed);
  if (call.json) {
    Json answer = {{"task", model.task},
                   {"protocol", protocol},
                   {"counts",
                    {{"rows", report.facts},
                     {"entities", report.entities},
                     {"unseen_entities", report.unseen_entities},
                     {"unseen_relations", report.unseen_relations},
                     {"rows_with_unseen", report.unseen_facts},
                     {"rows_seen_in_training", report.repeated},
                     {"catalogue", model.entities.size()}}},
                   {"metrics", json_of(report.all)["metrics"]},
                   {"known", json_of(report.seen)},
                   {"parts", list_of(report.parts)},
                   {"relations", list_of(report.relations)}};
    for (const auto& [name, metric] : report.seen.metrics)
      if (!answer["metrics"].contains(name)) answer["metrics"][name] = app::json_of(metric);
    return call.answer(answer);
  }
  fmt::print("{}\n\nall {} facts\n", protocol, grouped(report.facts));
  print_metrics(report.all, asked.ks);
  if (report.unseen_facts > 0) fmt::print("\nthe {} of known names\n", grouped(report.seen.facts));
  if (report.unseen_facts > 0) print_metrics(report.seen, asked.ks);
  if (report.unseen_facts == 0)
    for (const char* name : {"auc", "average_precision"})
      if (const auto at = report.seen.metrics.find(name); at != report.seen.metrics.end())
        fmt::print("{:<20} {}\n", name, text_of(at->second));
  print_parts(report.parts, asked.ks, report.parts.size());
  print_parts(report.relations, asked.ks, kRelations);
}

}  // namespace kinfold::app
