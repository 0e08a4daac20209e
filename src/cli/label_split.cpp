#include <fmt/format.h>

#include <algorithm>

#include "cli/label_call.h"
#include "cli/split_folder.h"
#include "data/folds.h"
#include "io/nodes/label_reader.h"
#include "nodes/split_labels.h"

namespace kinfold::app {
namespace {

NodeLabels load(Call& call, const std::string& source) {
  LabelsReport report;
  NodeLabels labels = read_labels(source, source_options(call.options()), report);
  warn_of_bad_rows(call, source, report);
  if (report.empty > 0)
    call.warn(fmt::format("{}: {} row{} no label and {} in no part", source, grouped(report.empty),
                          report.empty == 1 ? " has" : "s have", report.empty == 1 ? "is" : "are"));
  return labels;
}

OutputTable sheet_of(const NodeLabels& labels) {
  std::vector<std::string> nodes, kinds;
  for (const NodeLabel& label : labels.rows) {
    nodes.emplace_back(labels.nodes[label.node]);
    kinds.emplace_back(labels.classes[label.class_id]);
  }
  return {{"node", "label"}, {nodes, kinds}};
}

Json counts_by_class(const NodeLabels& train, const NodeLabels& test) {
  const std::vector<std::size_t> trained = class_counts(train), tested = class_counts(test);
  Json classes = Json::array();
  for (Id class_id = 0; class_id < train.classes.size(); ++class_id)
    classes.push_back({{"class", train.classes[class_id]}, {"train", trained[class_id]}, {"test", tested[class_id]}});
  return classes;
}

std::size_t unseen_classes(const Json& classes) {
  return std::size_t(
      std::ranges::count_if(classes, [](const Json& c) { return c["train"] == 0 && c["test"].get<int>() > 0; }));
}

}  // namespace

void split_labels_call(Call& call, const SplitAsked& asked) {
  const NodeLabels labels = load(call, asked.source);
  const std::string by = asked.by.empty() ? "random:0.1" : asked.by;
  const std::vector<std::uint8_t> marks = split_labels(labels, by, asked.seed);
  check_rounds(by, marks);
  SplitFolder folder(call, asked, by, checksum(labels));
  for (const Part& part : parts_of(by, marks)) {
    const NodeLabels rows = select(labels, marks_of(part, marks), 1);
    write_rows(sheet_of(rows), folder.file(part));
    folder.wrote(part, rows.rows.size());
  }
  std::size_t unseen = 0;
  for (std::size_t round = 0; round < num_folds(by); ++round) {
    const std::vector<std::uint8_t> own = fold_marks(marks, by, round);
    const Json classes = counts_by_class(select(labels, own, 0), select(labels, own, 1));
    const Json about = {{"unseen_classes", unseen_classes(classes)}};
    unseen = std::max(unseen, unseen_classes(classes));
    if (num_folds(by) == 1) {
      folder.about["test"] = about;
      folder.about["classes"] = classes;
    } else {
      folder.about["folds"].push_back(about);
      folder.about["folds"].back()["classes"] = classes;
    }
  }
  if (unseen > 0) call.warn(fmt::format("{} classes of a test have no node to train on", unseen));
  folder.finish();
}

}  // namespace kinfold::app
