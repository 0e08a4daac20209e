#include "source/found_column.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "source/levels.h"

namespace kinfold {
namespace {

constexpr std::size_t kManyTexts = 50;  // a column of more different ones is no category unless it is said to be
constexpr double kNearlyAll = 0.9;      // nor is one in which so large a share of the rows differ

class Finder {
 public:
  Finder(ReadColumn& read, const FoundRule& rule, std::vector<std::string>& notes)
      : read_(read), plan_(read.plan), rule_(rule), notes_(notes) {
    found_.column.name = plan_.name;
  }

  FoundColumn find() {
    if (plan_.first && !plan_.as_number && tells_rows_apart()) return as(ColumnUse::kName);
    if (!plan_.as_number) read_.texts.forget(rule_.missing);
    if (plan_.known)
      know();
    else if (!has_value())
      return as(ColumnUse::kSkip);
    else if (plan_.kind)
      take(*plan_.kind);
    else
      sniff();
    return std::move(found_);
  }

 private:
  FoundColumn as(ColumnUse use) {
    found_.use = use;
    return std::move(found_);
  }
  std::string where() const { return rule_.source + ", column '" + plan_.name + "'"; }

  bool has_value() const {
    if (!plan_.as_number) return !read_.texts.used().empty();
    return !std::ranges::all_of(read_.numbers, missing);
  }

  // Is every cell of this column of texts another one, and not a number?
  bool tells_rows_apart() const { return read_.texts.used().size() == read_.texts.ids().size() && !all_numbers(); }

  // Of those that are there; a column of nothing but "inf" and the like is one of texts.
  bool all_numbers() const {
    const auto numbers = read_.texts.numbers();
    bool finite = false;
    for (const Id id : read_.texts.used()) {
      if (numbers[id])
        finite |= std::isfinite(*numbers[id]);
      else if (std::ranges::find(rule_.missing, read_.texts.text(id)) == rule_.missing.end())
        return false;
    }
    return finite;
  }

  void know() {
    found_.column = {plan_.name, *plan_.kind, plan_.levels, plan_.whole};
    found_.cells = plan_.as_number ? std::move(read_.numbers) : places_of(read_.texts, plan_.levels);
  }

  void take(Kind kind) {
    found_.column.kind = kind;
    if (kind == Kind::kNumber || kind == Kind::kCount) return take_numbers();
    if (kind == Kind::kBoolean) return take_boolean();
    if (kind == Kind::kOrdinal) return take_ordinal();
    take_levels(category_levels(read_.texts));
  }

  void sniff() {
    if (plan_.as_number) return sniff_numbers();
    if (plan_.truth) return found_.column.kind = Kind::kBoolean, take_levels({"false", "true"});
    if (all_numbers()) {
      numbers_from_texts();
      return sniff_numbers();
    }
    const std::size_t different = read_.texts.used().size(),
                      filled = read_.texts.ids().size() -
                               std::size_t(std::ranges::count(read_.texts.ids(), TextCells::kMissing));
    if (different == 2) return take(Kind::kBoolean);
    if (different == 1 || (different <= kManyTexts && double(different) < kNearlyAll * double(filled)))
      return take(Kind::kCategory);
    const std::string type = plan_.name + "=";
    throw Error("column '" + plan_.name + "' is text with " + std::to_string(different) + " different values", where(),
                "give --types " + type + "category, " + type + "label or " + type + "skip");
  }

  void sniff_numbers() {
    bool zero = false, one = false, other = false;
    for (const float cell : read_.numbers) {
      zero |= cell == 0;
      one |= cell == 1;
      other |= cell != 0 && cell != 1 && !missing(cell);
    }
    take_numbers();
    if (zero && one && !other) found_.column.kind = Kind::kBoolean, found_.column.whole = false;
  }

  void take_numbers() {
    found_.column.whole = all_whole(read_.numbers);
    found_.cells = std::move(read_.numbers);
  }

  void numbers_from_texts() {
    const auto numbers = read_.texts.numbers();
    for (std::size_t row = 0; row < read_.texts.ids().size(); ++row) {
      const Id id = read_.texts.ids()[row];
      read_.numbers.push_back(id == TextCells::kMissing ? std::numeric_limits<float>::quiet_NaN()
                                                        : float(*numbers[id]));
      if (std::isinf(read_.numbers.back()))
        throw Error("column '" + plan_.name + "': '" + read_.texts.text(id) + "' is not finite", rule_.place_of(row),
                    "mend the cell, or empty it");
    }
  }

  void take_boolean() {
    const std::vector<Id> used = read_.texts.used();
    const auto numbers = read_.texts.numbers();
    if (std::ranges::all_of(used, [&](Id id) { return numbers[id] && (*numbers[id] == 0 || *numbers[id] == 1); })) {
      numbers_from_texts();
      found_.cells = std::move(read_.numbers);
      return;
    }
    if (used.size() > 2)
      throw Error("column '" + plan_.name + "' is said to be boolean and has " + std::to_string(used.size()) +
                      " different values",
                  where(), "give --types " + plan_.name + "=category; its values: " + some_texts(used));
    take_levels(boolean_levels(read_.texts));
  }

  std::string some_texts(const std::vector<Id>& ids) const {
    std::vector<std::string> texts;
    for (const Id id : ids) texts.push_back(read_.texts.text(id));
    return some_of(texts);
  }

  void take_ordinal() {
    if (plan_.levels.empty()) {
      bool by_number = false;
      take_levels(ordinal_levels(read_.texts, by_number));
      if (!by_number)
        notes_.push_back("column '" + plan_.name + "': its levels are taken in the order of their first rows: " +
                         join(found_.column.levels, "|"));
      return;
    }
    for (const Id id : read_.texts.used())
      if (std::ranges::find(plan_.levels, read_.texts.text(id)) == plan_.levels.end())
        throw Error("column '" + plan_.name + "': '" + read_.texts.text(id) + "' is missing in the order of its levels",
                    rule_.place_of(std::size_t(std::ranges::find(read_.texts.ids(), id) - read_.texts.ids().begin())),
                    "name it in --types " + plan_.name + "=ordinal:" + join(plan_.levels, "|"));
    take_levels(plan_.levels);
  }

  void take_levels(std::vector<std::string> levels) {
    found_.cells = places_of(read_.texts, levels);
    found_.column.levels = std::move(levels);
  }

  ReadColumn& read_;
  const PlannedColumn& plan_;
  const FoundRule& rule_;
  std::vector<std::string>& notes_;
  FoundColumn found_;
};

}  // namespace

FoundColumn find_column(ReadColumn& read, const FoundRule& rule, std::vector<std::string>& notes) {
  return Finder(read, rule, notes).find();
}

}  // namespace kinfold
