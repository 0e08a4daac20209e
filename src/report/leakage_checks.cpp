#include "report/leakage_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/format.h"
#include "report/leakage_text.h"

namespace kinfold::app {

void check_reused_data(Warnings& warnings, const std::map<std::string, std::string>& data, std::uint64_t checksum,
                       const std::string& test) {
  for (const auto& [name, use] :
       {std::pair("tuning_checksum", "tuned"), std::pair("checksum", "trained"),
        std::pair("source_checksum", "trained"), std::pair("validation_checksum", "validated"),
        std::pair("validation_source_checksum", "validated")})
    if (const auto at = data.find(name); at != data.end() && at->second == std::to_string(checksum))
      return warnings.warn_evaluation(
          fmt::format("{} is the very data that the model was {} on: what it scores there is no test", test, use));
}

void check_test_ratings(Warnings& warnings, const Model& model, const Ratings& test, const UnseenIds& unseen) {
  const auto repeated = std::size_t(std::ranges::count(unseen.repeated, 1));
  std::size_t cold = 0;
  for (std::size_t i = 0; i < test.rows.size(); ++i) cold += unseen.user[i] || unseen.item[i];
  if (cold > 0)
    warnings.warn_evaluation(fmt::format(
        "{} of {} test rows have a user or item that training did not show ({} users, {} items): told from what is "
        "known beside, and judged apart",
        format_count(cold), format_count(test.rows.size()), format_count(unseen.cold_users),
        format_count(unseen.cold_items)));
  if (repeated > 0)
    warnings.warn_evaluation(fmt::format("{} of {} test rows are about a (user, item) pair that training saw",
                                         format_count(repeated), format_count(test.rows.size())));
  if (!test.has_time() || !model.data.contains("last_time")) return;
  const double last = std::stod(model.data.at("last_time"));
  const auto older_rows = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older_rows > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} test rows are older than the newest training row: the model has seen their future",
                    format_count(older_rows), format_count(test.rows.size())));
}

void check_test_facts(Warnings& warnings, const GraphModel& model, const Triples& test, const GraphReport& report) {
  if (report.unseen_facts > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts have a name that training does not show ({} entities, {} relations): in "
                    "'all' they stand at the middle of all ranks, in 'known' they are left out",
                    format_count(report.unseen_facts), format_count(report.facts), format_count(report.unseen_entities),
                    format_count(report.unseen_relations)));
  if (report.leakage.reversed > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts join two entities that training joins the other way round: relations that "
                    "are symmetric or inverses of others tell them",
                    format_count(report.leakage.reversed), format_count(report.facts)));
  for (const std::string& line : leakage_lines(report.leakage, report.facts, model.relations))
    warnings.warn_evaluation(line);
  if (report.repeated > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts were trained on", format_count(report.repeated), format_count(report.facts)));
  if (!test.has_time() || !model.data.contains("last_time")) return;
  const double last = std::stod(model.data.at("last_time"));
  const auto older_rows = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older_rows > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts are older than the newest of training: the model has seen their future",
                    format_count(older_rows), format_count(report.facts)));
}

void check_test_labels(Warnings& warnings, const LabelReport& report) {
  const std::size_t all = report.nodes + report.in_training + report.unseen_nodes;
  if (report.in_training > 0)
    warnings.warn_evaluation(fmt::format("{} of {} nodes were trained or validated on: they are left out",
                                         format_count(report.in_training), format_count(all)));
  if (report.unseen_nodes > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} nodes are not in the model's graph: they are left out (kinfold predict labels them "
                    "from their links and features)",
                    format_count(report.unseen_nodes), format_count(all)));
  if (report.unseen_classes > 0)
    warnings.warn_evaluation(
        fmt::format("{} classes of the test have no training label: they cannot be told", report.unseen_classes));
}

}  // namespace kinfold::app
