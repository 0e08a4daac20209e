#include "source/frame_plan.h"

#include <algorithm>

#include "core/error.h"
#include "source/cells.h"

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
    throw Error("two columns are called '" + *twice + "'", source.text(), "rename one of them");
  return names;
}

// Of times the days since 1970-01-01, of a text file's cells that are none NULL; of numbers themselves; else texts.
std::string number_sql(const Source& source, const Source::Column& column, const std::string& text) {
  const std::string days = "CAST(" + source.seconds_of(column) + " / 86400 AS DOUBLE)";
  if (column.is_time() && !source.is_text_file()) return days;
  if (column.is_time()) return "coalesce(CAST(" + days + " AS VARCHAR), " + text + ")";
  return source.is_text_file() || !column.is_number() ? text : "CAST(" + sql_name(column.name) + " AS DOUBLE)";
}

PlannedColumn planned(const Source& source, std::size_t place, const std::string& name, bool as_number) {
  const Source::Column& column = source.columns()[place];
  PlannedColumn plan{name, text_sql(source, column), {}};
  plan.place = place;
  plan.as_number = as_number;
  plan.truth = column.type == "BOOLEAN" && !source.is_text_file();
  plan.sql = as_number ? number_sql(source, column, plan.raw) : plan.raw;
  return plan;
}

bool holds_numbers(Kind kind) { return kind == Kind::kNumber || kind == Kind::kCount; }

void refuse_time(const Source& source, const std::string& name, bool first) {
  throw Error("column '" + name + "' holds dates or times", source.text() + ", column '" + name + "'",
              "give --types " + name + "=number (days since 1970-01-01) or " + name + "=skip" +
                  (first ? ", or " + name + "=name if they name the rows" : ""));
}

class Planner {
 public:
  Planner(Source& source, const FrameRule& rule, FrameReport& report)
      : source_(source),
        rule_(rule),
        report_(report),
        names_(frame_names(source)),
        types_(column_types(rule.types, names_)),
        named_(std::ranges::count(types_, ColumnUse::kName, &ColumnType::use) > 0) {}

  std::vector<PlannedColumn> open() {
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const auto& column = source_.columns()[c];
      if (types_[c].use == ColumnUse::kCells) {
        auto& plan = plans_.emplace_back(planned(source_, c, names_[c], holds_numbers(types_[c].kind)));
        plan.use = ColumnUse::kCells, plan.kind = types_[c].kind, plan.levels = types_[c].order;
      } else if (!take_names(c) && types_[c].use == ColumnUse::kFound) {
        if (column.is_time()) refuse_time(source_, names_[c], c == 0);
        const bool as_number = column.is_number() && column.type != "BOOLEAN";
        plans_.emplace_back(planned(source_, c, names_[c], as_number)).first = c == 0 && !named_;
      }
    }
    return std::move(plans_);
  }

  std::vector<PlannedColumn> known() {
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (types_[c].use == ColumnUse::kCells)
        throw UsageError("the kind of column '" + names_[c] + "' is given, and the model knows its columns", "--types",
                         "give only columns of names or labels, and those to skip");
    std::vector<std::size_t> places(rule_.known.size());
    for (std::size_t k = 0; k < places.size(); ++k) add_known(k, places[k] = place_of_known(k));
    std::vector<std::string> ignored;
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (std::ranges::find(places, c) == places.end() && !take_names(c) && types_[c].use == ColumnUse::kFound) {
        if (c == 0 && !named_ && !source_.columns()[c].is_number())
          plans_.emplace_back(planned(source_, c, names_[c], false)).first = true;
        else
          ignored.push_back(names_[c]);
      }
    if (!ignored.empty()) report_.notes.push_back("not a column of the model, so ignored: " + some_of(ignored));
    return std::move(plans_);
  }

 private:
  // Is it a column of names or labels?
  bool take_names(std::size_t c) {
    ColumnUse use = types_[c].use;
    if (use == ColumnUse::kFound && c == 0 && !named_ && (names_[c] == kRowNames || is_id_name(names_[c])))
      use = ColumnUse::kName;
    if (use != ColumnUse::kName && use != ColumnUse::kLabel) return false;
    plans_.emplace_back(planned(source_, c, names_[c], false)).use = use;
    return true;
  }

  // By name; where the source has no names and the model's are others, by position.
  std::size_t place_of_known(std::size_t k) const {
    const auto place = [&](const std::string& name) { return std::ranges::find(names_, name) - names_.begin(); };
    const auto there = [&](const FrameColumn& column) { return place(column.name) < long(names_.size()); };
    const std::string& name = rule_.known[k].name;
    if (source_.has_header() && !there(rule_.known[k])) {
      const auto near = closest(name, names_, 1);
      throw Error("there is no column '" + name + "'", source_.text(),
                  (near.empty() ? "" : "did you mean '" + near[0] + "'? ") + "columns: " + some_of(names_));
    }
    if (source_.has_header() || std::ranges::all_of(rule_.known, there)) return std::size_t(place(name));
    std::size_t before = k;
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (types_[c].use == ColumnUse::kFound && before-- == 0) return c;
    throw Error("it has too few columns: the model has " + std::to_string(rule_.known.size()), source_.text(),
                "the first that is not there is '" + name + "'");
  }

  void add_known(std::size_t k, std::size_t c) {
    const FrameColumn& known = rule_.known[k];
    const bool as_number = holds_numbers(known.kind) || known.levels.empty();
    PlannedColumn& plan = plans_.emplace_back(planned(source_, c, known.name, as_number));
    plan.use = ColumnUse::kCells, plan.kind = known.kind, plan.levels = known.levels;
    plan.known = true, plan.whole = known.whole;
  }

  Source& source_;
  const FrameRule& rule_;
  FrameReport& report_;
  std::vector<std::string> names_;
  std::vector<ColumnType> types_;
  bool named_;
  std::vector<PlannedColumn> plans_;
};

}  // namespace

std::vector<PlannedColumn> plan_columns(Source& source, const FrameRule& rule, FrameReport& report) {
  Planner planner(source, rule, report);
  return rule.known.empty() ? planner.open() : planner.known();
}

std::string text_sql(const Source& source, const Source::Column& column) {
  const std::string name = sql_name(column.name), text = "CAST(" + name + " AS VARCHAR)";
  if (column.type == "VARCHAR" || source.is_text_file()) return name;  // as which text files are read
  if (column.type == "JSON") return "(" + name + " ->> '$')";
  const bool fraction = column.type == "DOUBLE" || column.type == "FLOAT" || column.type.starts_with("DECIMAL");
  return fraction ? "regexp_replace(" + text + ", '\\.0+$', '')" : text;
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  if (names.size() <= kShown) return join(names);
  return join({names.begin(), names.begin() + kShown}) + " and " + std::to_string(names.size() - kShown) + " more";
}

}  // namespace kinfold
