#include "report/leakage_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/leakage_text.h"

namespace kinfold::app {

void doubt_seen(Call& call, const std::map<std::string, std::string>& data, std::uint64_t checksum,
                const std::string& test) {
  for (const auto& [name, did] :
       {std::pair("tuning_checksum", "tuned"), std::pair("checksum", "trained"),
        std::pair("source_checksum", "trained"), std::pair("validation_checksum", "validated"),
        std::pair("validation_source_checksum", "validated")})
    if (const auto at = data.find(name); at != data.end() && at->second == std::to_string(checksum))
      return call.doubt(
          fmt::format("{} is the very data that the model was {} on: what it scores there is no test", test, did));
}

void doubt_rows(Call& call, const Model& model, const Ratings& test, const UnseenIds& strangers) {
  const auto repeated = std::size_t(std::ranges::count(strangers.repeated, 1));
  std::size_t cold = 0;
  for (std::size_t i = 0; i < test.rows.size(); ++i) cold += strangers.user[i] || strangers.item[i];
  if (cold > 0)
    call.doubt(fmt::format(
        "{} of {} test rows have a user or item that training did not show ({} users, {} items): told from what is "
        "known beside, and judged apart",
        grouped(cold), grouped(test.rows.size()), grouped(strangers.cold_users), grouped(strangers.cold_items)));
  if (repeated > 0)
    call.doubt(fmt::format("{} of {} test rows are about a (user, item) pair that training saw", grouped(repeated),
                           grouped(test.rows.size())));
  if (!test.has_time() || !model.data.contains("last_time")) return;
  const double last = std::stod(model.data.at("last_time"));
  const auto older = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older > 0)
    call.doubt(fmt::format("{} of {} test rows are older than the newest training row: the model has seen their future",
                           grouped(older), grouped(test.rows.size())));
}

void doubt_facts(Call& call, const GraphModel& model, const Triples& test, const GraphReport& report) {
  if (report.unseen_facts > 0)
    call.doubt(
        fmt::format("{} of {} facts have a name that training does not show ({} entities, {} relations): in "
                    "'all' they stand at the middle of all ranks, in 'known' they are left out",
                    grouped(report.unseen_facts), grouped(report.facts), grouped(report.unseen_entities),
                    grouped(report.unseen_relations)));
  if (report.leakage.reversed > 0)
    call.doubt(
        fmt::format("{} of {} facts join two entities that training joins the other way round: relations that "
                    "are symmetric or inverses of others tell them",
                    grouped(report.leakage.reversed), grouped(report.facts)));
  for (const std::string& line : told_lines(report.leakage, report.facts, model.relations)) call.doubt(line);
  if (report.repeated > 0)
    call.doubt(fmt::format("{} of {} facts were trained on", grouped(report.repeated), grouped(report.facts)));
  if (!test.has_time() || !model.data.contains("last_time")) return;
  const double last = std::stod(model.data.at("last_time"));
  const auto older = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older > 0)
    call.doubt(fmt::format("{} of {} facts are older than the newest of training: the model has seen their future",
                           grouped(older), grouped(report.facts)));
}

void doubt_labels(Call& call, const LabelReport& report) {
  const std::size_t all = report.nodes + report.in_training + report.unseen_nodes;
  if (report.in_training > 0)
    call.doubt(fmt::format("{} of {} nodes were trained or validated on: they are left out",
                           grouped(report.in_training), grouped(all)));
  if (report.unseen_nodes > 0)
    call.doubt(
        fmt::format("{} of {} nodes are not in the model's graph: they are left out (kinfold predict labels them "
                    "from their links and features)",
                    grouped(report.unseen_nodes), grouped(all)));
  if (report.unseen_classes > 0)
    call.doubt(
        fmt::format("{} classes of the test have no training label: they cannot be told", report.unseen_classes));
}

}  // namespace kinfold::app
