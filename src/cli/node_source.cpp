#include <fmt/format.h>

#include "cli/graph_source.h"
#include "cli/node_call.h"
#include "core/error.h"
#include "io/nodes/label_reader.h"
#include "io/nodes/node_feature_reader.h"

namespace kinfold::app {

NodeLabels load_labels(Call& call, const std::string& source, const TrainOptions& options) {
  LabelsReport report;
  NodeLabels labels = read_labels(source, source_options(options), report);
  warn_bad_rows(call, source, report);
  if (report.empty > 0)
    call.warn(fmt::format("{}: {} row{} without a label skipped", source, format_count(report.empty),
                          report.empty == 1 ? " is" : "s are"));
  return labels;
}

namespace {

// --columns names the columns of the labels, not those of other sources.
TrainOptions without_columns(TrainOptions options) {
  options.columns.clear();
  return options;
}

}  // namespace

NodeFeatures load_node_features(Call& call, const TrainOptions& options) {
  NodeFeaturesReport report;
  const std::string& source = options.node_features;
  NodeFeatures features =
      read_node_features(source, source_options(without_columns(options)), options.feature_columns, report);
  warn_bad_rows(call, source, report);
  for (const std::string& note : report.notes) call.warn(source + ": " + note);
  return features;
}

Triples load_links(Call& call, const TrainOptions& options, bool by_relation) {
  return load_triples(call, options.graph, without_columns(options),
                      by_relation ? GraphTask::kTriples : GraphTask::kLinks);
}

}  // namespace kinfold::app
