#include "io/table/frame_plan.h"

#include <algorithm>

#include "core/error.h"
#include "io/cells.h"

namespace kinfold {
namespace {

std::vector<std::string> frame_names(Source& source) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < source.columns().size(); ++c)
    names.push_back(source.has_header() ? std::string(trimmed(source.columns()[c].name)) : std::to_string(c + 1));
  if (source.first_is_unnamed()) names[0] = kRowNames;
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
    throw Error("two columns have the name '" + *twice + "'", source.text(), "rename one of them");
  return names;
}

// SQL for a cell as a number. Times become days since 1970-01-01. Cells of text files, and times of text files that
// cannot be parsed, stay text.
std::string number_sql(const Source& source, const Source::Column& column, const std::string& text) {
  const std::string days = "CAST(" + source.seconds_of(column) + " / 86400 AS DOUBLE)";
  if (column.is_time() && !source.is_text_file()) return days;
  if (column.is_time()) return "coalesce(CAST(" + days + " AS VARCHAR), " + text + ")";
  return source.is_text_file() || !column.is_number() ? text : "CAST(" + sql_name(column.name) + " AS DOUBLE)";
}

PlannedColumn planned(const Source& source, std::size_t index, const std::string& name, bool as_number) {
  const Source::Column& column = source.columns()[index];
  PlannedColumn plan{name, text_sql(source, column), {}};
  plan.index = index;
  plan.as_number = as_number;
  plan.is_boolean = column.type == "BOOLEAN" && !source.is_text_file();
  plan.sql = as_number ? number_sql(source, column, plan.raw) : plan.raw;
  return plan;
}

bool holds_numbers(ColumnKind kind) { return kind == ColumnKind::kNumber || kind == ColumnKind::kCount; }

void reject_time(const Source& source, const std::string& name, bool first) {
  throw Error("column '" + name + "' holds dates or times", source.text() + ", column '" + name + "'",
              "set --column-types " + name + "=number (days since 1970-01-01) or " + name + "=skip" +
                  (first ? ", or " + name + "=name if they name the rows" : ""));
}

class FramePlanner {
 public:
  FramePlanner(Source& source, const FrameReadOptions& options, FrameReport& report)
      : source_(source),
        options_(options),
        report_(report),
        names_(frame_names(source)),
        types_(parse_column_types(options.types, names_)),
        named_(std::ranges::count(types_, ColumnUse::kName, &ColumnType::use) > 0) {}

  std::vector<PlannedColumn> infer() {
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const auto& column = source_.columns()[c];
      if (types_[c].use == ColumnUse::kCells) {
        auto& plan = plans_.emplace_back(planned(source_, c, names_[c], holds_numbers(types_[c].kind)));
        plan.use = ColumnUse::kCells, plan.kind = types_[c].kind, plan.levels = types_[c].order;
      } else if (!take_names(c) && types_[c].use == ColumnUse::kInferred) {
        if (column.is_time()) reject_time(source_, names_[c], c == 0);
        const bool as_number = column.is_number() && column.type != "BOOLEAN";
        plans_.emplace_back(planned(source_, c, names_[c], as_number)).first = c == 0 && !named_;
      }
    }
    return std::move(plans_);
  }

  std::vector<PlannedColumn> expected() {
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (types_[c].use == ColumnUse::kCells)
        throw UsageError(
            "column '" + names_[c] + "' cannot have a kind, since the model defines the kinds of its columns",
            "--column-types", "give only name, label and skip");
    std::vector<std::size_t> indices(options_.expected.size());
    for (std::size_t k = 0; k < indices.size(); ++k) add_expected(k, indices[k] = index_of_expected(k));
    std::vector<std::string> ignored;
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (std::ranges::find(indices, c) == indices.end() && !take_names(c) && types_[c].use == ColumnUse::kInferred) {
        if (c == 0 && !named_ && !source_.columns()[c].is_number())
          plans_.emplace_back(planned(source_, c, names_[c], false)).first = true;
        else
          ignored.push_back(names_[c]);
      }
    if (!ignored.empty())
      report_.notes.push_back("ignored, since the model has no such column: " + shorten_list(ignored));
    return std::move(plans_);
  }

 private:
  // Plans the column if it holds names or labels. Returns whether it does.
  bool take_names(std::size_t c) {
    ColumnUse use = types_[c].use;
    if (use == ColumnUse::kInferred && c == 0 && !named_ && (names_[c] == kRowNames || is_id_name(names_[c])))
      use = ColumnUse::kName;
    if (use != ColumnUse::kName && use != ColumnUse::kLabel) return false;
    plans_.emplace_back(planned(source_, c, names_[c], false)).use = use;
    return true;
  }

  // Index of the k-th expected column: by name, or by position if the source has no column names.
  std::size_t index_of_expected(std::size_t k) const {
    const auto index = [&](const std::string& name) { return std::ranges::find(names_, name) - names_.begin(); };
    const auto has_column = [&](const FrameColumn& column) { return index(column.name) < long(names_.size()); };
    const std::string& name = options_.expected[k].name;
    if (source_.has_header() && !has_column(options_.expected[k])) {
      const auto near = closest(name, names_, 1);
      throw Error("there is no column '" + name + "'", source_.text(),
                  (near.empty() ? "" : "did you mean '" + near[0] + "'? ") + "columns: " + shorten_list(names_));
    }
    if (source_.has_header() || std::ranges::all_of(options_.expected, has_column)) return std::size_t(index(name));
    std::size_t remaining = k;
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (types_[c].use == ColumnUse::kInferred && remaining-- == 0) return c;
    throw Error("it has too few columns: the model has " + std::to_string(options_.expected.size()), source_.text(),
                "the first missing column is '" + name + "'");
  }

  void add_expected(std::size_t k, std::size_t c) {
    const FrameColumn& expected = options_.expected[k];
    const bool as_number = holds_numbers(expected.kind) || expected.levels.empty();
    PlannedColumn& plan = plans_.emplace_back(planned(source_, c, expected.name, as_number));
    plan.use = ColumnUse::kCells, plan.kind = expected.kind, plan.levels = expected.levels;
    plan.expected = true, plan.whole = expected.whole;
  }

  Source& source_;
  const FrameReadOptions& options_;
  FrameReport& report_;
  std::vector<std::string> names_;
  std::vector<ColumnType> types_;
  bool named_;
  std::vector<PlannedColumn> plans_;
};

}  // namespace

std::vector<PlannedColumn> plan_columns(Source& source, const FrameReadOptions& options, FrameReport& report) {
  FramePlanner frame_planner(source, options, report);
  return options.expected.empty() ? frame_planner.infer() : frame_planner.expected();
}

std::string text_sql(const Source& source, const Source::Column& column) {
  const std::string name = sql_name(column.name), text = "CAST(" + name + " AS VARCHAR)";
  if (column.type == "VARCHAR" || source.is_text_file()) return name;  // text files are read as VARCHAR
  if (column.type == "JSON") return "(" + name + " ->> '$')";
  const bool fraction = column.type == "DOUBLE" || column.type == "FLOAT" || column.type.starts_with("DECIMAL");
  return fraction ? "regexp_replace(" + text + ", '\\.0+$', '')" : text;
}

std::string shorten_list(const std::vector<std::string>& names) {
  constexpr std::size_t kMaxNames = 5;
  if (names.size() <= kMaxNames) return join(names);
  return join({names.begin(), names.begin() + kMaxNames}) + " and " + std::to_string(names.size() - kMaxNames) +
         " more";
}

}  // namespace kinfold
