#include "io/table/found_column.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "io/table/levels.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxCategories = 50;  // a text column with more distinct values is not inferred to be a category
constexpr double kMaxDistinctFraction = 0.9;  // nor is one whose fraction of distinct values is at least this

class ColumnInference {
 public:
  ColumnInference(RawColumn& raw, const InferenceOptions& options, std::vector<std::string>& notes)
      : raw_(raw), plan_(raw.plan), options_(options), notes_(notes) {
    result_.column.name = plan_.name;
  }

  InferredColumn infer() {
    if (plan_.first && !plan_.as_number && all_distinct()) return with_use(ColumnUse::kName);
    if (!plan_.as_number) raw_.texts.treat_as_missing(options_.missing);
    if (plan_.expected)
      take_expected();
    else if (!has_value())
      return with_use(ColumnUse::kSkip);
    else if (plan_.kind)
      take(*plan_.kind);
    else
      infer_kind();
    return std::move(result_);
  }

 private:
  InferredColumn with_use(ColumnUse use) {
    result_.use = use;
    return std::move(result_);
  }
  std::string where() const { return options_.source + ", column '" + plan_.name + "'"; }

  bool has_value() const {
    if (!plan_.as_number) return !raw_.texts.used_ids().empty();
    return !std::ranges::all_of(raw_.numbers, missing);
  }

  // Whether all cells of this text column are distinct and not all of them are numbers.
  bool all_distinct() const { return raw_.texts.used_ids().size() == raw_.texts.ids().size() && !all_numbers(); }

  // Whether all present cells are numbers, at least one of them finite. A column of "inf" alone is text.
  bool all_numbers() const {
    const auto numbers = raw_.texts.numbers();
    bool finite = false;
    for (const Id id : raw_.texts.used_ids()) {
      if (numbers[id])
        finite |= std::isfinite(*numbers[id]);
      else if (std::ranges::find(options_.missing, raw_.texts.text(id)) == options_.missing.end())
        return false;
    }
    return finite;
  }

  void take_expected() {
    result_.column = {plan_.name, *plan_.kind, plan_.levels, plan_.whole};
    result_.cells = plan_.as_number ? std::move(raw_.numbers) : level_indices(raw_.texts, plan_.levels);
  }

  void take(ColumnKind kind) {
    result_.column.kind = kind;
    if (kind == ColumnKind::kNumber || kind == ColumnKind::kCount) return take_numbers();
    if (kind == ColumnKind::kBoolean) return take_boolean();
    if (kind == ColumnKind::kOrdinal) return take_ordinal();
    take_levels(category_levels(raw_.texts));
  }

  void infer_kind() {
    if (plan_.as_number) return infer_number_kind();
    if (plan_.is_boolean) return result_.column.kind = ColumnKind::kBoolean, take_levels({"false", "true"});
    if (all_numbers()) {
      numbers_from_texts();
      return infer_number_kind();
    }
    const std::size_t distinct = raw_.texts.used_ids().size(),
                      filled = raw_.texts.ids().size() -
                               std::size_t(std::ranges::count(raw_.texts.ids(), TextCells::kMissing));
    if (distinct == 2) return take(ColumnKind::kBoolean);
    if (distinct == 1 || (distinct <= kMaxCategories && double(distinct) < kMaxDistinctFraction * double(filled)))
      return take(ColumnKind::kCategory);
    const std::string type = plan_.name + "=";
    throw Error("column '" + plan_.name + "' is text with " + std::to_string(distinct) + " different values", where(),
                "set --column-types " + type + "category, " + type + "label or " + type + "skip");
  }

  void infer_number_kind() {
    bool zero = false, one = false, other = false;
    for (const float cell : raw_.numbers) {
      zero |= cell == 0;
      one |= cell == 1;
      other |= cell != 0 && cell != 1 && !missing(cell);
    }
    take_numbers();
    if (zero && one && !other) result_.column.kind = ColumnKind::kBoolean, result_.column.whole = false;
  }

  void take_numbers() {
    result_.column.whole = all_whole(raw_.numbers);
    result_.cells = std::move(raw_.numbers);
  }

  void numbers_from_texts() {
    const auto numbers = raw_.texts.numbers();
    for (std::size_t row = 0; row < raw_.texts.ids().size(); ++row) {
      const Id id = raw_.texts.ids()[row];
      raw_.numbers.push_back(id == TextCells::kMissing ? std::numeric_limits<float>::quiet_NaN() : float(*numbers[id]));
      if (std::isinf(raw_.numbers.back()))
        throw Error("column '" + plan_.name + "': '" + raw_.texts.text(id) + "' is not finite",
                    options_.location_of(row), "fix the cell, or make it empty");
    }
  }

  void take_boolean() {
    const std::vector<Id> used_ids = raw_.texts.used_ids();
    const auto numbers = raw_.texts.numbers();
    if (std::ranges::all_of(used_ids, [&](Id id) { return numbers[id] && (*numbers[id] == 0 || *numbers[id] == 1); })) {
      numbers_from_texts();
      result_.cells = std::move(raw_.numbers);
      return;
    }
    if (used_ids.size() > 2)
      throw Error("column '" + plan_.name + "' is given as boolean but has " + std::to_string(used_ids.size()) +
                      " different values",
                  where(), "set --column-types " + plan_.name + "=category; its values: " + some_texts(used_ids));
    take_levels(boolean_levels(raw_.texts));
  }

  std::string some_texts(const std::vector<Id>& ids) const {
    std::vector<std::string> texts;
    for (const Id id : ids) texts.push_back(raw_.texts.text(id));
    return shorten_list(texts);
  }

  void take_ordinal() {
    if (plan_.levels.empty()) {
      bool by_number = false;
      take_levels(ordinal_levels(raw_.texts, by_number));
      if (!by_number)
        notes_.push_back("column '" + plan_.name +
                         "': its levels are ordered by first appearance: " + join(result_.column.levels, "|"));
      return;
    }
    for (const Id id : raw_.texts.used_ids())
      if (std::ranges::find(plan_.levels, raw_.texts.text(id)) == plan_.levels.end())
        throw Error(
            "column '" + plan_.name + "': '" + raw_.texts.text(id) + "' is not in the given order of levels",
            options_.location_of(std::size_t(std::ranges::find(raw_.texts.ids(), id) - raw_.texts.ids().begin())),
            "add it to --column-types " + plan_.name + "=ordinal:" + join(plan_.levels, "|"));
    take_levels(plan_.levels);
  }

  void take_levels(std::vector<std::string> levels) {
    result_.cells = level_indices(raw_.texts, levels);
    result_.column.levels = std::move(levels);
  }

  RawColumn& raw_;
  const PlannedColumn& plan_;
  const InferenceOptions& options_;
  std::vector<std::string>& notes_;
  InferredColumn result_;
};

}  // namespace

InferredColumn infer_column(RawColumn& raw, const InferenceOptions& options, std::vector<std::string>& notes) {
  return ColumnInference(raw, options, notes).infer();
}

}  // namespace kinfold
