#include "io/factorization/feature_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "core/error.h"
#include "io/factorization/feature_types.h"
#include "io/list_cells.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxNumberCategories = 32;  // numbers with at most this many distinct values are categories

using Cells = std::vector<std::optional<std::string>>;

std::optional<double> finite_number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::string short_number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

class FeatureColumn {
 public:
  FeatureColumn(std::string name, Cells cells) : name_(std::move(name)), cells_(std::move(cells)) {}

  std::string inferred_type(FeatureReport& report) const {
    std::unordered_set<std::string> values;
    std::size_t filled = 0, lists = 0, numbers = 0;
    for (const auto& cell : cells_) {
      if (!cell) continue;
      ++filled;
      values.insert(*cell);
      lists += cell->find('|') != std::string::npos;
      numbers += finite_number(*cell).has_value();
    }
    if (filled > 0 && numbers == filled) return values.size() > kMaxNumberCategories ? "number" : "category";
    if (lists * 20 > filled) return "list";
    if (is_nearly_unique(values.size(), filled)) {
      report.notes.push_back(nearly_unique_note(name_));
      return "skip";
    }
    return "category";
  }

  // Sets the type (other than skip) and, for numbers, computes the bin edges.
  void prepare(const std::string& type, std::size_t bins, Source& source) {
    type_ = type;
    if (type != "number") return;
    std::vector<double> values;
    for (std::size_t row = 0; row < cells_.size(); ++row)
      if (cells_[row]) {
        const auto value = finite_number(*cells_[row]);
        if (!value)
          throw Error("column '" + name_ + "': '" + *cells_[row] + "' is not a number", source.location_of(row),
                      "set --feature-columns " + name_ + "=category");
        values.push_back(*value);
      }
    std::ranges::sort(values);
    for (std::size_t b = 1; b < bins && !values.empty(); ++b) {
      const double edge = values[values.size() * b / bins];
      if (edge > values.front() && (edges_.empty() || edge > edges_.back())) edges_.push_back(edge);
    }
  }

  void add(std::size_t row, SideFeatureTable& table) {
    const auto& cell = cells_[row];
    if (!cell) return;
    std::vector<std::string> values = {*cell};
    if (type_ == "list") values = split_unique(*cell, '|');
    if (type_ == "number") values = {bin_name(*finite_number(*cell))};
    for (const std::string& value : values) {
      values_.insert(value);
      table.bags.add(table.ids.add(name_ + "=" + value), 1 / std::sqrt(float(values.size())));
    }
  }

  void report(FeatureReport& report) const {
    report.columns.push_back(name_ + ": " + type_ + ", " + std::to_string(values_.size()) + " values");
    if (values_.size() >= kManyValues) report.notes.push_back(many_values_note(name_, values_.size()));
  }
  const std::string& name() const { return name_; }

 private:
  std::string bin_name(double value) const {
    const std::size_t bin = std::size_t(std::ranges::upper_bound(edges_, value) - edges_.begin());
    return (bin == 0 ? "" : short_number(edges_[bin - 1])) + ".." +
           (bin == edges_.size() ? "" : short_number(edges_[bin]));
  }

  std::string name_, type_;
  Cells cells_;
  std::vector<double> edges_;
  std::unordered_set<std::string> values_;
};

// Feature names must not collide with the reserved names of implicit feedback and user embeddings.
void check_name(const std::string& name, const Source& source) {
  if (!is_feature(name + "="))
    throw Error("'" + name.substr(0, name.find('=')) + "' is a reserved name and cannot be the name of a feature",
                source.text() + ", column '" + name + "'",
                "rename the column, or skip it with --feature-columns " + name + "=skip");
}

std::string text_of(const Source::Column& column) {
  const std::string name = sql_name(column.name);
  return column.type.ends_with("[]") ? "array_to_string(" + name + ", '|')" : "CAST(" + name + " AS VARCHAR)";
}

std::size_t id_index(const std::vector<Source::Column>& columns) {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (is_id_name(columns[c].name)) return c;
  return 0;
}

}  // namespace

SideFeatureTable read_features(Source& source, const std::string& columns, std::size_t bins, FeatureReport& report) {
  const auto& source_columns = source.columns();
  if (source_columns.size() < 2)
    throw Error("a feature table needs an id column and at least one more column", source.text());
  const std::size_t id = id_index(source_columns);
  std::vector<Cells> cells(source_columns.size());
  std::string select;
  for (const auto& column : source_columns) select += (select.empty() ? "" : ", ") + text_of(column);
  source.db().read("SELECT " + select + " FROM " + source.from(), source.text(),
                   [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                     for (std::size_t c = 0; c < source_columns.size(); ++c)
                       for (std::size_t row = 0; row < rows; ++row) {
                         const bool empty = chunk[c].missing(row) || chunk[c].text(row).empty();
                         cells[c].push_back(empty ? std::nullopt : std::optional(std::string(chunk[c].text(row))));
                       }
                   });
  const auto types = parse_feature_types(columns);
  std::vector<FeatureColumn> features;
  for (std::size_t c = 0; c < source_columns.size(); ++c) {
    if (c == id) continue;
    report.names.push_back(source_columns[c].name);
    FeatureColumn feature(source_columns[c].name, std::move(cells[c]));
    const auto given_type = types.find(source_columns[c].name);
    const std::string type = given_type != types.end() ? given_type->second : feature.inferred_type(report);
    if (type == "skip") continue;
    check_name(source_columns[c].name, source);
    feature.prepare(type, bins, source);
    features.push_back(std::move(feature));
  }
  for (const auto& [name, type] : types)
    if (std::ranges::find(report.names, name) == report.names.end()) report.missing.push_back(name);
  SideFeatureTable table;
  std::size_t repeated = 0;
  for (std::size_t row = 0; row < cells[id].size(); ++row) {
    if (!cells[id][row]) continue;
    if (table.owners.find(*cells[id][row])) {
      ++repeated;
      continue;
    }
    table.owners.add(*cells[id][row]);
    for (FeatureColumn& feature : features) feature.add(row, table);
    table.bags.close();
  }
  if (table.owners.size() == 0) throw Error("it has no rows", source.text());
  if (repeated > 0)
    report.notes.push_back(std::to_string(repeated) + " rows repeat an id; only the first row of each id is used");
  for (const FeatureColumn& feature : features) feature.report(report);
  return table;
}

}  // namespace kinfold
