#include "source/feature_plan.h"

#include <functional>
#include <unordered_set>

#include "core/error.h"
#include "source/cells.h"
#include "source/feature_types.h"
#include "source/list_cells.h"
#include "source/row_cells.h"

namespace kinfold {
namespace {

using Hashes = std::unordered_set<std::size_t>;  // of texts that are only told apart
std::size_t hash(std::string_view text) { return std::hash<std::string_view>()(text); }

bool is_weighted(std::string_view item) {
  const std::size_t colon = item.rfind(':');
  return colon != std::string_view::npos && colon > 0 && number_of(item.substr(colon + 1)).has_value();
}

// A column's cells if they are lists whose items a mark parts.
class ListLook {
 public:
  explicit ListLook(char mark) : mark_(mark) {}
  void add(std::string_view cell) {
    marked_ += cell.find(mark_) != std::string_view::npos;
    each_part(cell, mark_, [this](std::string_view item) {
      ++items_;
      words_.insert(hash(item));
      weighted_ = weighted_ && is_weighted(item);
    });
  }
  char mark() const { return mark_; }
  std::size_t marked() const { return marked_; }
  bool items_repeat() const { return words_.size() * 2 <= items_; }
  bool weighted() const { return weighted_ && items_ > 0; }

 private:
  char mark_;
  std::size_t marked_ = 0, items_ = 0;
  Hashes words_;
  bool weighted_ = true;
};

class CellLook {
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
    if (bars_.marked() * 20 > filled_ || is_text_of_words()) return "list";
    return tells_rows_apart(cells_.size(), filled_) ? "skip" : "category";
  }
  const ListLook& list(bool by_units) const { return by_units ? units_ : bars_.marked() > 0 ? bars_ : blanks_; }

 private:
  // Most cells differ, and yet they are made of the same words: "19 81 146", and not "New York".
  bool is_text_of_words() const {
    return blanks_.marked() * 20 > filled_ && cells_.size() * 2 > filled_ && blanks_.items_repeat();
  }

  std::size_t filled_ = 0, numbers_ = 0;
  Hashes cells_;
  ListLook bars_{'|'}, blanks_{' '}, units_{kUnit};
};

// A column and what is asked of it.
struct Asked {
  const Source::Column& column;
  std::string type;  // empty: by its cells

  Source::Column item() const { return {"", column.type.substr(0, column.type.rfind('[')), ""}; }
  // Lists of whole numbers tell items by number, as likely as not.
  bool is_vector() const {
    const std::string of = item().type;
    const bool fractions = of == "FLOAT" || of == "DOUBLE" || of.starts_with("DECIMAL");
    return is_list(column) && (fractions || (!column.type.ends_with("[]") && item().is_number()));
  }
  bool is_looked_at() const { return type.empty() || type == "list"; }
  std::string text() const { return is_list(column) && type != "category" ? list_column(column) : id_column(column); }
};

class Planner {
 public:
  Planner(Source& source, const std::map<std::string, std::string>& given, std::size_t node,
          std::vector<std::string>& notes)
      : source_(source), notes_(notes) {
    const auto& columns = source.columns();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c == node) continue;
      const auto found = given.find(columns[c].name);
      asked_.push_back({columns[c], found != given.end() ? found->second : ""});
      if (asked_.back().type.empty()) asked_.back().type = type_of(asked_.back());
    }
    check_names(given);
  }

  std::vector<FeaturePlan> plan() {
    look();
    std::vector<FeaturePlan> plans;
    for (std::size_t n = 0; n < asked_.size(); ++n) {
      Asked& asked = asked_[n];
      if (asked.type.empty()) asked.type = found_type(asked, looks_[n]);
      if (asked.type != "skip") plans.push_back(plan_of(asked, looks_[n]));
    }
    return plans;
  }

 private:
  static std::string type_of(const Asked& asked) {
    if (asked.column.is_number() || asked.is_vector()) return "number";
    return is_list(asked.column) ? "list" : "";
  }

  void check_names(const std::map<std::string, std::string>& given) const {
    std::vector<std::string> names;
    for (const Asked& asked : asked_) names.push_back(asked.column.name);
    for (const auto& [name, type] : given)
      if (std::find(names.begin(), names.end(), name) == names.end())
        throw UsageError("the table of features has no column '" + name + "'", "--features-columns",
                         known_choices(name, names));
  }

  void look() {
    looks_.resize(asked_.size());
    std::vector<std::size_t> of;
    std::vector<std::string> select;
    for (std::size_t n = 0; n < asked_.size(); ++n)
      if (asked_[n].is_looked_at()) of.push_back(n), select.push_back(asked_[n].text());
    if (of.empty()) return;
    source_.duck().read("SELECT " + join(select) + " FROM " + source_.from_quietly(), source_.text(),
                        [&](std::size_t rows, const std::vector<DuckColumn>& chunk) {
                          for (std::size_t n = 0; n < of.size(); ++n)
                            for (std::size_t row = 0; row < rows; ++row)
                              if (!chunk[n].missing(row) && !chunk[n].text(row).empty())
                                looks_[of[n]].add(chunk[n].text(row));
                        });
  }

  std::string found_type(const Asked& asked, const CellLook& look) {
    const std::string type = look.type();
    if (type == "skip") notes_.push_back(left_out_as_it_tells_rows_apart(asked.column.name));
    return type;
  }

  FeaturePlan plan_of(const Asked& asked, const CellLook& look) {
    FeaturePlan plan{asked.column.name, FeaturePlan::kCategory, {asked.text()}};
    if (asked.type == "number") {
      plan.kind = is_list(asked.column) ? FeaturePlan::kVector : FeaturePlan::kNumber;
      plan.select = is_list(asked.column) ? numbers_of(asked.column) : std::vector{number_of_cell(asked.column)};
    }
    if (asked.type == "list") {
      plan.kind = FeaturePlan::kList;
      plan.mark = look.list(is_list(asked.column)).mark();
      plan.weighted = look.list(is_list(asked.column)).weighted();
    }
    return plan;
  }

  // Of a text file as text, so that a cell that is no number can be shown.
  std::string number_of_cell(const Source::Column& column) const {
    const std::string text = id_column(column);
    if (column.type != "BOOLEAN" || !source_.is_text_file()) return number_column(source_, column);
    return "coalesce(CAST(CAST(TRY_CAST(" + text + " AS BOOLEAN) AS INTEGER) AS VARCHAR), " + text + ")";
  }

  std::vector<std::string> numbers_of(const Source::Column& column) const {
    const std::string name = sql_name(column.name), length = "len(" + name + ")";
    const auto found =
        source_.duck().rows("SELECT min(" + length + "), max(" + length + ") FROM " + source_.from(), source_.text());
    const std::string &least = found[0][0], &most = found[0][1];
    if (least != most)
      throw Error("its lists hold from " + least + " to " + most + " numbers, and a vector has as many in each row",
                  source_.text() + ", column '" + column.name + "'",
                  "mend them by a query, take the numbers as items with --features-columns " + column.name +
                      "=list, or leave the column out with " + column.name + "=skip");
    std::vector<std::string> numbers;
    for (std::size_t n = 1; n <= (most.empty() ? 0 : std::stoull(most)); ++n)
      numbers.push_back("CAST(" + name + "[" + std::to_string(n) + "] AS DOUBLE)");
    return numbers;
  }

  Source& source_;
  std::vector<std::string>& notes_;
  std::vector<Asked> asked_;
  std::vector<CellLook> looks_;
};

}  // namespace

std::vector<FeaturePlan> plan_features(Source& source, const std::map<std::string, std::string>& given,
                                       std::size_t node, std::vector<std::string>& notes) {
  return Planner(source, given, node, notes).plan();
}

}  // namespace kinfold
