#include "cli/label_split.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/split_folder.h"
#include "data/folds.h"
#include "io/nodes/label_reader.h"
#include "nodes/split_labels.h"

namespace kinfold::app {
namespace {

NodeLabels load_split_labels(Call& call, const std::string& source) {
  LabelsReport report;
  NodeLabels labels = read_labels(source, source_options(call.options()), report);
  warn_bad_rows(call, source, report);
  if (report.empty > 0)
    call.warn(fmt::format("{}: {} row{} no label and {} in no part", source, format_count(report.empty),
                          report.empty == 1 ? " has" : "s have", report.empty == 1 ? "is" : "are"));
  return labels;
}

OutputTable labels_table(const NodeLabels& labels) {
  std::vector<std::string> nodes, class_names;
  for (const NodeLabel& label : labels.rows) {
    nodes.emplace_back(labels.nodes[label.node]);
    class_names.emplace_back(labels.classes[label.class_id]);
  }
  return {{"node", "label"}, {nodes, class_names}};
}

Json counts_by_class(const NodeLabels& train, const NodeLabels& test) {
  const std::vector<std::size_t> train_counts = class_counts(train), test_counts = class_counts(test);
  Json classes = Json::array();
  for (Id class_id = 0; class_id < train.classes.size(); ++class_id)
    classes.push_back(
        {{"class", train.classes[class_id]}, {"train", train_counts[class_id]}, {"test", test_counts[class_id]}});
  return classes;
}

std::size_t unseen_classes(const Json& classes) {
  return std::size_t(
      std::ranges::count_if(classes, [](const Json& c) { return c["train"] == 0 && c["test"].get<int>() > 0; }));
}

}  // namespace

void split_labels_call(Call& call, const SplitArgs& args) {
  const NodeLabels labels = load_split_labels(call, args.source);
  const std::string strategy = args.strategy.empty() ? "random:0.1" : args.strategy;
  const std::vector<std::uint8_t> marks = split_labels(labels, strategy, args.seed);
  check_folds(strategy, marks);
  SplitFolder folder(call, args, strategy, checksum(labels));
  for (const SplitPart& part : split_parts(strategy, marks)) {
    const NodeLabels rows = select(labels, part_mask(part, marks), 1);
    write_rows(labels_table(rows), folder.file(part));
    folder.add_part(part, rows.rows.size());
  }
  std::size_t unseen = 0;
  for (std::size_t fold = 0; fold < num_folds(strategy); ++fold) {
    const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
    const Json classes = counts_by_class(select(labels, fold_split, 0), select(labels, fold_split, 1));
    const Json metadata = {{"unseen_classes", unseen_classes(classes)}};
    unseen = std::max(unseen, unseen_classes(classes));
    if (num_folds(strategy) == 1) {
      folder.metadata["test"] = metadata;
      folder.metadata["classes"] = classes;
    } else {
      folder.metadata["folds"].push_back(metadata);
      folder.metadata["folds"].back()["classes"] = classes;
    }
  }
  if (unseen > 0) call.warn(fmt::format("{} classes have test nodes but no training nodes", unseen));
  folder.finish();
}

}  // namespace kinfold::app
