#include "cli/graph_source.h"

#include <fmt/format.h>

namespace kinfold::app {

Triples load_triples(Call& call, const std::string& source, const TrainOptions& options, GraphTask kind) {
  TriplesReport report;
  Triples triples = read_triples(source, kind, source_options(options), report);
  warn_bad_rows(call, source, report);
  if (report.literals > 0)
    call.warn(fmt::format("{}: {} triple{} with a literal as tail skipped", source, format_count(report.literals),
                          report.literals == 1 ? " was" : "s were"));
  return triples;
}

}  // namespace kinfold::app
