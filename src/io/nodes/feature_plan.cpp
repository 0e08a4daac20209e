#include "io/nodes/feature_plan.h"

#include <functional>
#include <unordered_set>

#include "core/error.h"
#include "io/cells.h"
#include "io/factorization/feature_types.h"
#include "io/list_cells.h"
#include "io/row_cells.h"

namespace kinfold {
namespace {

using Hashes = std::unordered_set<std::size_t>;  // hashes are enough to count distinct texts
std::size_t hash(std::string_view text) { return std::hash<std::string_view>()(text); }

bool is_weighted(std::string_view item) {
  const std::size_t colon = item.rfind(':');
  return colon != std::string_view::npos && colon > 0 && number_of(item.substr(colon + 1)).has_value();
}

// Statistics of a column's cells, read as lists with this separator.
class ListStats {
 public:
  explicit ListStats(char separator) : separator_(separator) {}
  void add(std::string_view cell) {
    num_separated_ += cell.find(separator_) != std::string_view::npos;
    each_part(cell, separator_, [this](std::string_view item) {
      ++items_;
      distinct_items_.insert(hash(item));
      weighted_ = weighted_ && is_weighted(item);
    });
  }
  char separator() const { return separator_; }
  std::size_t num_separated() const { return num_separated_; }
  bool items_repeat() const { return distinct_items_.size() * 2 <= items_; }
  bool weighted() const { return weighted_ && items_ > 0; }

 private:
  char separator_;
  std::size_t num_separated_ = 0, items_ = 0;
  Hashes distinct_items_;
  bool weighted_ = true;
};

class CellStats {
 public:
  void add(std::string_view cell) {
    ++filled_;
    numbers_ += number_of(cell).has_value();
    cells_.insert(hash(cell));
    bars_.add(cell);
    blanks_.add(cell);
    units_.add(cell);
  }

  std::string type() const {
    if (filled_ > 0 && numbers_ == filled_) return "number";
    if (bars_.num_separated() * 20 > filled_ || is_text_of_words()) return "list";
    return is_nearly_unique(cells_.size(), filled_) ? "skip" : "category";
  }
  const ListStats& list(bool by_units) const { return by_units ? units_ : bars_.num_separated() > 0 ? bars_ : blanks_; }

 private:
  // Most cells differ, but they consist of the same words: "19 81 146", not "New York".
  bool is_text_of_words() const {
    return blanks_.num_separated() * 20 > filled_ && cells_.size() * 2 > filled_ && blanks_.items_repeat();
  }

  std::size_t filled_ = 0, numbers_ = 0;
  Hashes cells_;
  ListStats bars_{'|'}, blanks_{' '}, units_{kUnitSeparator};
};

// A column and its requested type.
struct FeatureColumnSpec {
  const Source::Column& column;
  std::string type;  // empty: inferred from the cells

  Source::Column item() const { return {"", column.type.substr(0, column.type.rfind('[')), ""}; }
  // Lists of integers of varying length may be item ids, so they are not vectors.
  bool is_vector() const {
    const std::string item_type = item().type;
    const bool fractions = item_type == "FLOAT" || item_type == "DOUBLE" || item_type.starts_with("DECIMAL");
    return is_list(column) && (fractions || (!column.type.ends_with("[]") && item().is_number()));
  }
  bool needs_scan() const { return type.empty() || type == "list"; }
  std::string text() const { return is_list(column) && type != "category" ? list_column(column) : id_column(column); }
};

class FeaturePlanner {
 public:
  FeaturePlanner(Source& source, const std::map<std::string, std::string>& types, std::size_t node,
                 std::vector<std::string>& notes)
      : source_(source), notes_(notes) {
    const auto& columns = source.columns();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c == node) continue;
      const auto entry = types.find(columns[c].name);
      specs_.push_back({columns[c], entry != types.end() ? entry->second : ""});
      if (specs_.back().type.empty()) specs_.back().type = type_of(specs_.back());
    }
    check_names(types);
  }

  std::vector<FeaturePlan> plan() {
    collect_stats();
    std::vector<FeaturePlan> plans;
    for (std::size_t n = 0; n < specs_.size(); ++n) {
      FeatureColumnSpec& spec = specs_[n];
      if (spec.type.empty()) spec.type = inferred_type(spec, stats_[n]);
      if (spec.type != "skip") plans.push_back(plan_of(spec, stats_[n]));
    }
    return plans;
  }

 private:
  static std::string type_of(const FeatureColumnSpec& spec) {
    if (spec.column.is_number() || spec.is_vector()) return "number";
    return is_list(spec.column) ? "list" : "";
  }

  void check_names(const std::map<std::string, std::string>& types) const {
    std::vector<std::string> names;
    for (const FeatureColumnSpec& spec : specs_) names.push_back(spec.column.name);
    for (const auto& [name, type] : types)
      if (std::find(names.begin(), names.end(), name) == names.end())
        throw UsageError("the feature table has no column '" + name + "'", "--feature-columns",
                         known_choices(name, names));
  }

  void collect_stats() {
    stats_.resize(specs_.size());
    std::vector<std::size_t> scanned;
    std::vector<std::string> select;
    for (std::size_t n = 0; n < specs_.size(); ++n)
      if (specs_[n].needs_scan()) scanned.push_back(n), select.push_back(specs_[n].text());
    if (scanned.empty()) return;
    source_.db().read("SELECT " + join(select) + " FROM " + source_.from_ignoring_errors(), source_.text(),
                      [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                        for (std::size_t n = 0; n < scanned.size(); ++n)
                          for (std::size_t row = 0; row < rows; ++row)
                            if (!chunk[n].missing(row) && !chunk[n].text(row).empty())
                              stats_[scanned[n]].add(chunk[n].text(row));
                      });
  }

  std::string inferred_type(const FeatureColumnSpec& spec, const CellStats& stats) {
    const std::string type = stats.type();
    if (type == "skip") notes_.push_back(nearly_unique_note(spec.column.name));
    return type;
  }

  FeaturePlan plan_of(const FeatureColumnSpec& spec, const CellStats& stats) {
    FeaturePlan plan{spec.column.name, FeaturePlan::kCategory, {spec.text()}};
    if (spec.type == "number") {
      plan.kind = is_list(spec.column) ? FeaturePlan::kVector : FeaturePlan::kNumber;
      plan.select = is_list(spec.column) ? numbers_of(spec.column) : std::vector{number_of_cell(spec.column)};
    }
    if (spec.type == "list") {
      plan.kind = FeaturePlan::kList;
      plan.separator = stats.list(is_list(spec.column)).separator();
      plan.weighted = stats.list(is_list(spec.column)).weighted();
    }
    return plan;
  }

  // For a text file, SQL that gives text, so that an error can quote a cell that is not a number.
  std::string number_of_cell(const Source::Column& column) const {
    const std::string text = id_column(column);
    if (column.type != "BOOLEAN" || !source_.is_text_file()) return number_column(source_, column);
    return "coalesce(CAST(CAST(TRY_CAST(" + text + " AS BOOLEAN) AS INTEGER) AS VARCHAR), " + text + ")";
  }

  std::vector<std::string> numbers_of(const Source::Column& column) const {
    const std::string name = sql_name(column.name), length = "len(" + name + ")";
    const auto lengths =
        source_.db().rows("SELECT min(" + length + "), max(" + length + ") FROM " + source_.from(), source_.text());
    const std::string &shortest = lengths[0][0], &longest = lengths[0][1];
    if (shortest != longest)
      throw Error("its lists have from " + shortest + " to " + longest +
                      " numbers, but a vector needs the same length in each row",
                  source_.text() + ", column '" + column.name + "'",
                  "fix them with a query, read the numbers as items with --feature-columns " + column.name +
                      "=list, or skip the column with " + column.name + "=skip");
    std::vector<std::string> numbers;
    for (std::size_t n = 1; n <= (longest.empty() ? 0 : std::stoull(longest)); ++n)
      numbers.push_back("CAST(" + name + "[" + std::to_string(n) + "] AS DOUBLE)");
    return numbers;
  }

  Source& source_;
  std::vector<std::string>& notes_;
  std::vector<FeatureColumnSpec> specs_;
  std::vector<CellStats> stats_;
};

}  // namespace

std::vector<FeaturePlan> plan_features(Source& source, const std::map<std::string, std::string>& types,
                                       std::size_t node, std::vector<std::string>& notes) {
  return FeaturePlanner(source, types, node, notes).plan();
}

}  // namespace kinfold
