#include <fmt/format.h>

#include "app/graph_source.h"
#include "app/node_call.h"
#include "core/error.h"
#include "source/labels.h"
#include "source/node_features.h"

namespace kinfold::app {

Labels load_labels(Call& call, const std::string& source, const Options& options) {
  LabelsReport report;
  Labels labels = read_labels(source, source_options(options), report);
  warn_of_bad_rows(call, source, report);
  if (report.empty > 0)
    call.warn(fmt::format("{}: {} row{} without a label left out", source, grouped(report.empty),
                          report.empty == 1 ? " is" : "s are"));
  return labels;
}

namespace {

// --columns are those of the labels.
Options without_columns(Options options) {
  options.columns.clear();
  return options;
}

}  // namespace

NodeFeatures load_node_features(Call& call, const Options& options) {
  NodeFeaturesReport report;
  const std::string& source = options.node_features;
  NodeFeatures features =
      read_node_features(source, source_options(without_columns(options)), options.features_columns, report);
  warn_of_bad_rows(call, source, report);
  for (const std::string& note : report.notes) call.warn(source + ": " + note);
  return features;
}

Triples load_links(Call& call, const Options& options, bool by_relation) {
  return load_triples(call, options.graph, without_columns(options), by_relation ? Graph::kTriples : Graph::kLinks);
}

}  // namespace kinfold::app
