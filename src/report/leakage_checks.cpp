#include "report/leakage_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/format.h"
#include "report/leakage_text.h"

namespace kinfold::app {

void check_reused_data(Warnings& warnings, const Properties& data, std::uint64_t checksum, const std::string& test) {
  for (const auto& [name, use] :
       {std::pair("tuning_checksum", "tuned"), std::pair("checksum", "trained"),
        std::pair("source_checksum", "trained"), std::pair("validation_checksum", "validated"),
        std::pair("validation_source_checksum", "validated")})
    if (text_property(data, name) == std::to_string(checksum))
      return warnings.warn_evaluation(fmt::format(
          "{} is the same data that the model was {} on: the metrics do not measure generalization", test, use));
}

void check_test_ratings(Warnings& warnings, const Model& model, const Ratings& test, const UnseenIds& unseen) {
  const auto repeated = std::size_t(std::ranges::count(unseen.repeated, 1));
  std::size_t cold = 0;
  for (std::size_t i = 0; i < test.rows.size(); ++i) cold += unseen.user[i] || unseen.item[i];
  if (cold > 0)
    warnings.warn_evaluation(fmt::format(
        "{} of {} test rows have a user or item unseen in training ({} users, {} items), which has no embedding; these "
        "rows are also evaluated separately",
        format_count(cold), format_count(test.rows.size()), format_count(unseen.cold_users),
        format_count(unseen.cold_items)));
  if (repeated > 0)
    warnings.warn_evaluation(fmt::format("{} of {} test rows have a (user, item) pair that is in the training data",
                                         format_count(repeated), format_count(test.rows.size())));
  if (!test.has_time()) return;
  const double last = number_property(model.data, "last_time", -INFINITY);
  const auto older_rows = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older_rows > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} test rows are older than the newest training row: the model was trained on later data",
                    format_count(older_rows), format_count(test.rows.size())));
}

void check_test_facts(Warnings& warnings, const GraphModel& model, const Triples& test, const GraphReport& report) {
  if (report.unseen_facts > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts have an entity or relation unseen in training ({} entities, {} relations): metrics "
                    "over all facts give them the middle rank, metrics over seen facts exclude them",
                    format_count(report.unseen_facts), format_count(report.facts), format_count(report.unseen_entities),
                    format_count(report.unseen_relations)));
  if (report.leakage.reversed > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts link two entities that a training fact links in the other direction: symmetric or "
                    "inverse relations may leak them",
                    format_count(report.leakage.reversed), format_count(report.facts)));
  for (const std::string& line : leakage_lines(report.leakage, report.facts, model.relations))
    warnings.warn_evaluation(line);
  if (report.repeated > 0)
    warnings.warn_evaluation(fmt::format("{} of {} facts are in the training data", format_count(report.repeated),
                                         format_count(report.facts)));
  if (!test.has_time()) return;
  const double last = number_property(model.data, "last_time", -INFINITY);
  const auto older_rows = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older_rows > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} facts are older than the newest training fact: the model was trained on later data",
                    format_count(older_rows), format_count(report.facts)));
}

void check_test_labels(Warnings& warnings, const LabelReport& report) {
  const std::size_t all = report.nodes + report.in_training + report.unseen_nodes;
  if (report.in_training > 0)
    warnings.warn_evaluation(fmt::format("{} of {} nodes have a training or validation label: they are excluded",
                                         format_count(report.in_training), format_count(all)));
  if (report.unseen_nodes > 0)
    warnings.warn_evaluation(
        fmt::format("{} of {} nodes are not in the model's graph: they are excluded (kinfold predict labels them "
                    "from their links and features)",
                    format_count(report.unseen_nodes), format_count(all)));
  if (report.unseen_classes > 0)
    warnings.warn_evaluation(
        fmt::format("{} test classes have no training label: the model cannot predict them", report.unseen_classes));
}

}  // namespace kinfold::app
