#include "io/nodes/label_reader.h"

#include <unordered_set>

#include "core/error.h"
#include "io/bad_rows.h"
#include "io/list_cells.h"
#include "io/nodes/node_roles.h"
#include "io/row_cells.h"

namespace kinfold {
namespace {

class LabelReader {
 public:
  LabelReader(Source& source, LabelsReport& report)
      : source_(source), roles_(find_label_roles(schema_of(source))), report_(report), bad_(source) {}

  NodeLabels read() {
    const Source::Column &node = column(roles_.node), &label = column(roles_.label);
    report_.columns = join({node.name, label.name});
    if (is_list(label)) separator_ = kUnitSeparator;
    const std::string text = is_list(label) ? list_column(label) : id_column(label);
    source_.db().read("SELECT " + id_column(node) + ", " + text + " FROM " + source_.from(), source_.text(),
                      [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                        for (std::size_t row = 0; row < rows; ++row) read_row(cell(chunk[0], row), cell(chunk[1], row));
                      });
    report_.bad += bad_.count(report_.examples);
    if (labels_.rows.empty() && report_.empty > 0)
      throw Error("no row has a label", source_.text() + ", column '" + label.name + "'",
                  "columns: " + source_.column_names() + "; name them with --columns node=..,label=..");
    check_rows(labels_.rows.size(), report_, source_.text());
    return std::move(labels_);
  }

 private:
  const Source::Column& column(int role) const { return source_.columns()[std::size_t(role)]; }
  static std::string_view cell(const DuckDbColumn& column, std::size_t row) {
    return column.missing(row) ? std::string_view() : column.text(row);
  }

  void read_row(std::string_view node, std::string_view label) {
    const std::size_t row = report_.rows++;
    if (node.empty()) return bad_.add(row, "column '" + column(roles_.node).name + "': the cell is empty");
    bool any = false;
    each_part(label, separator_, [&](std::string_view name) {
      any = true;
      add({labels_.nodes.add(node), labels_.classes.add(name)});
    });
    report_.empty += !any;
  }

  void add(NodeLabel label) {
    if (seen_.insert(std::uint64_t(label.node) << 32 | label.class_id).second) labels_.rows.push_back(label);
  }

  Source& source_;
  LabelRoles roles_;
  LabelsReport& report_;
  BadRows bad_;
  char separator_ = '|';
  NodeLabels labels_;
  std::unordered_set<std::uint64_t> seen_;
};

}  // namespace

NodeLabels read_labels(Source& source, LabelsReport& report) { return LabelReader(source, report).read(); }

NodeLabels read_labels(const std::string& source, const SourceOptions& options, LabelsReport& report) {
  SourceOptions source_options = options;
  source_options.nodes = true;
  Source table(source, source_options);
  return read_labels(table, report);
}

}  // namespace kinfold
