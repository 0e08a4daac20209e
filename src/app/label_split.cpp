#include <fmt/format.h>

#include <filesystem>

#include "app/label_call.h"
#include "core/error.h"
#include "data/split_labels.h"
#include "source/labels.h"
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

Labels load(Call& call, const std::string& source) {
  LabelsReport report;
  Labels labels = read_labels(source, source_options(call.options()), report);
  warn_of_bad_rows(call, source, report);
  if (report.empty > 0)
    call.warn(fmt::format("{}: {} row{} no label and {} in no part", source, grouped(report.empty),
                          report.empty == 1 ? " has" : "s have", report.empty == 1 ? "is" : "are"));
  return labels;
}

Sheet sheet_of(const Labels& labels) {
  std::vector<std::string> nodes, kinds;
  for (const NodeLabel& label : labels.rows) {
    nodes.emplace_back(labels.nodes[label.node]);
    kinds.emplace_back(labels.classes[label.kind]);
  }
  return {{"node", "label"}, {nodes, kinds}};
}

Json counts_by_class(const Labels& train, const Labels& test) {
  const std::vector<std::size_t> trained = nodes_by_class(train), tested = nodes_by_class(test);
  Json classes = Json::array();
  for (Id kind = 0; kind < train.classes.size(); ++kind)
    classes.push_back({{"class", train.classes[kind]}, {"train", trained[kind]}, {"test", tested[kind]}});
  return classes;
}

}  // namespace

void split_labels_call(Call& call, const LabelSplit& asked) {
  const Labels labels = load(call, asked.source);
  const std::string by = asked.by.empty() ? "random:0.1" : asked.by;
  const std::vector<std::uint8_t> marks = split_labels(labels, by, asked.seed);
  const Labels train = select(labels, marks, 0), test = select(labels, marks, 1);
  if (test.rows.empty())
    throw Error("the split leaves nothing to test", "--by " + by, "give more labels or another share");
  std::error_code error;
  std::filesystem::create_directories(asked.out, error);
  if (error) throw Error("cannot be made: " + error.message(), asked.out, "choose another folder with --out");
  Json about = {{"source", asked.source}, {"checksum", std::to_string(checksum(labels))},
                {"task", "labels"},       {"by", by},
                {"seed", asked.seed},     {"parts", Json::array()}};
  for (const auto& [name, part] : {std::pair("train", &train), std::pair("test", &test)}) {
    const std::string file = asked.out + "/" + name + "." + asked.format;
    write_sheet(sheet_of(*part), file);
    about["parts"].push_back({{"file", file}, {"rows", part->rows.size()}});
    if (!call.json) fmt::print("{:>12} rows  {}\n", grouped(part->rows.size()), file);
  }
  about["classes"] = counts_by_class(train, test);
  write_file(asked.out + "/split.json", about.dump(2) + "\n");
  if (call.json) return call.answer(about);
  fmt::print("by {}, seed {}; classes in {}/split.json\n", by, asked.seed, asked.out);
}

}  // namespace kinfold::app
