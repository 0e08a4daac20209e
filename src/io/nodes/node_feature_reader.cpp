#include "io/nodes/node_feature_reader.h"

#include <cmath>

#include "core/error.h"
#include "io/bad_rows.h"
#include "io/cells.h"
#include "io/factorization/feature_types.h"
#include "io/list_cells.h"
#include "io/nodes/feature_plan.h"
#include "io/nodes/node_roles.h"
#include "io/npy.h"
#include "io/row_cells.h"
#include "io/source_text.h"

namespace kinfold {
namespace {

// A column of the source and its encoding.
struct NodeFeatureColumn {
  FeaturePlan plan;
  Vocabulary values;  // distinct values of a category or list

  bool is_number() const { return plan.kind == FeaturePlan::kNumber || plan.kind == FeaturePlan::kVector; }
  std::size_t width() const { return is_number() ? plan.select.size() : values.size(); }
  std::string name(Id column) const {
    if (plan.kind == FeaturePlan::kNumber) return plan.name;
    if (plan.kind == FeaturePlan::kVector) return plan.name + "[" + std::to_string(column) + "]";
    return plan.name + "=" + std::string(values[column]);
  }
  std::string summary() const {
    if (plan.kind == FeaturePlan::kNumber) return plan.name + ": number";
    const char* kind = is_number() ? ": vector, " : plan.kind == FeaturePlan::kList ? ": list, " : ": category, ";
    return plan.name + kind + std::to_string(width()) + (is_number() ? " numbers" : " values");
  }
};

class NodeFeatureReader {
 public:
  NodeFeatureReader(Source& source, const std::string& columns, NodeFeaturesReport& report)
      : source_(source), node_(node_column(source.columns())), report_(report), bad_(source) {
    for (FeaturePlan& plan : plan_features(source, parse_feature_types(columns), node_, report.notes))
      features_.push_back({std::move(plan), {}});
    if (features_.empty())
      throw Error("it has no feature columns: all columns but the id are skipped", source.text(),
                  "columns: " + source.column_names() + "; the id is '" + source.columns()[node_].name +
                      "'; use one with --feature-columns NAME=category");
  }

  NodeFeatures read() {
    std::vector<std::string> select = {id_column(source_.columns()[node_])};
    for (const NodeFeatureColumn& feature : features_)
      select.insert(select.end(), feature.plan.select.begin(), feature.plan.select.end());
    source_.db().read("SELECT " + join(select) + " FROM " + source_.from(), source_.text(),
                      [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                        for (std::size_t row = 0; row < rows; ++row) read_row(row, chunk);
                      });
    report_.bad += bad_.count(report_.examples);
    check_rows(result_.nodes.size(), report_, source_.text());
    finish();
    return std::move(result_);
  }

 private:
  void read_row(std::size_t row, const std::vector<DuckDbColumn>& chunk) {
    const std::size_t number = report_.rows++;
    const std::string_view node = chunk[0].missing(row) ? std::string_view() : chunk[0].text(row);
    if (node.empty()) return bad_.add(number, "column '" + source_.columns()[node_].name + "': the cell is empty");
    if (result_.nodes.find(node)) return void(++repeated_);
    std::string what;
    std::size_t at = 1;
    for (feature_ = 0; feature_ < features_.size() && what.empty(); ++feature_) {
      if (features_[feature_].is_number())
        for (Id n = 0; n < features_[feature_].plan.select.size() && what.empty(); ++n)
          take_number(n, chunk[at++], row, what);
      else if (const DuckDbColumn& cell = chunk[at++]; !cell.missing(row) && !cell.text(row).empty())
        take_values(features_[feature_], cell.text(row), what);
    }
    if (!what.empty()) return undo_row(number, features_[feature_ - 1].plan.name, what);
    result_.nodes.add(node);
    result_.rows.close();
  }

  void take_number(Id column, const DuckDbColumn& cell, std::size_t row, std::string& what) {
    const double value = number_at(cell, row, what);
    if (what.empty() && !std::isfinite(float(value))) what = "the value is too large for a 32-bit number";
    if (what.empty()) add_value(column, float(value));
  }

  void take_values(NodeFeatureColumn& feature, std::string_view cell, std::string& what) {
    if (feature.plan.kind == FeaturePlan::kCategory) return add_value(feature.values.add(cell), 1);
    items_.clear();
    each_part(cell, feature.plan.separator, [&](std::string_view item) {
      const std::size_t end = feature.plan.weighted ? item.rfind(':') : item.size();
      const double value = feature.plan.weighted ? number_in(item.substr(end + 1), what) : 1;
      items_.emplace_back(feature.values.add(item.substr(0, end)), float(value));
    });
    std::ranges::sort(items_, {}, &std::pair<Id, float>::first);
    for (std::size_t n = 0; n < items_.size() && what.empty(); ++n) {
      const auto& [column, value] = items_[n];
      const bool repeated = n > 0 && items_[n - 1].first == column;
      if (!std::isfinite(value)) what = "the value of '" + std::string(feature.values[column]) + "' is too large";
      if (repeated && feature.plan.weighted)
        what = "'" + std::string(feature.values[column]) + "' appears twice";
      else if (!repeated)
        add_value(column, value);
    }
  }

  void add_value(Id column, float value) {
    if (value == 0) return;
    feature_of_.push_back(feature_);
    result_.rows.column.push_back(column);
    result_.rows.value.push_back(value);
  }

  void undo_row(std::size_t row, const std::string& column, const std::string& what) {
    const auto end = std::size_t(result_.rows.begin.back());
    feature_of_.resize(end), result_.rows.column.resize(end), result_.rows.value.resize(end);
    bad_.add(row, "column '" + column + "': " + what,
             "fix the cell or fill it with a query; skip the column with --feature-columns " + column +
                 "=skip, or bad rows with --on-bad-row skip");
  }

  // Numbers the feature columns, in the order of the source's columns, once all values are known.
  void finish() {
    std::vector<Id> first;
    for (const NodeFeatureColumn& feature : features_) {
      first.push_back(Id(result_.names.size()));
      for (Id column = 0; column < feature.width(); ++column) result_.names.push_back(feature.name(column));
      report_.columns.push_back(feature.summary());
      if (!feature.is_number() && feature.width() >= kManyValues)
        report_.notes.push_back(many_values_note(feature.plan.name, feature.width()));
    }
    for (std::size_t n = 0; n < feature_of_.size(); ++n) result_.rows.column[n] += first[feature_of_[n]];
    result_.rows.columns = result_.names.size();
    if (result_.names.empty()) throw Error("all cells except the ids are empty", source_.text());
    if (repeated_ > 0)
      report_.notes.push_back(std::to_string(repeated_) + " rows repeat an id; only the first row of each id is used");
  }

  Source& source_;
  std::size_t node_;
  NodeFeaturesReport& report_;
  BadRows bad_;
  std::vector<NodeFeatureColumn> features_;
  NodeFeatures result_;         // until finish(), columns are numbered within their feature
  std::vector<Id> feature_of_;  // index of the feature of each value
  Id feature_ = 0;              // the current feature
  std::size_t repeated_ = 0;
  std::vector<std::pair<Id, float>> items_;  // of the current list
};

NodeFeatures read_matrix(const std::string& path, NodeFeaturesReport& report) {
  const Matrix table = read_npy(path);
  NodeFeatures result;
  for (Id row = 0; row < table.rows(); ++row) {
    result.nodes.add(std::to_string(row));
    for (Id column = 0; column < table.rank(); ++column) {
      const float value = table[row][column];
      if (!std::isfinite(value))
        throw Error("the value is not finite",
                    path + ", row " + std::to_string(row + 1) + ", column " + std::to_string(column + 1));
      if (value == 0) continue;
      result.rows.column.push_back(column);
      result.rows.value.push_back(value);
    }
    result.rows.close();
  }
  result.rows.columns = table.rank();
  for (std::size_t column = 1; column <= table.rank(); ++column) result.names.push_back(std::to_string(column));
  report.rows = table.rows();
  report.columns = {"matrix with " + std::to_string(table.rank()) + " columns"};
  return result;
}

}  // namespace

NodeFeatures read_node_features(Source& source, const std::string& columns, NodeFeaturesReport& report) {
  if (source.columns().size() < 2)
    throw Error("it has only one column, but a feature table needs an id column and at least one more", source.text(),
                "its column: " + source.column_names());
  return NodeFeatureReader(source, columns, report).read();
}

NodeFeatures read_node_features(const std::string& source, const SourceOptions& options, const std::string& columns,
                                NodeFeaturesReport& report) {
  if (source.ends_with(".npy")) {
    if (!columns.empty())
      throw UsageError("the columns of a .npy file are numbers without names", "--feature-columns",
                       "omit the option for " + source);
    return read_matrix(source, report);
  }
  SourceOptions source_options = options;
  source_options.nodes = true;
  Source table(source, source_options);
  return read_node_features(table, columns, report);
}

}  // namespace kinfold
