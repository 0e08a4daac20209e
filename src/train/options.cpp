#include "train/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "train/registry.h"

namespace kinfold {
namespace {

std::string text_of(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

template <class T>
bool parse(const std::string& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse(const std::string& text, bool& value) {
  static const std::vector<std::string> yes = {"yes", "true", "on", "1", ""}, no = {"no", "false", "off", "0"};
  const bool is_yes = std::ranges::find(yes, text) != yes.end();
  if (!is_yes && std::ranges::find(no, text) == no.end()) return false;
  value = is_yes;
  return true;
}

std::string range_of(const Options::Field& field, bool whole) {
  const std::string kind = whole ? "a whole number" : "a number";
  const bool low = std::isfinite(field.least), high = std::isfinite(field.most);
  if (low && high) return kind + " from " + text_of(field.least) + " to " + text_of(field.most);
  if (low && field.above_least) return kind + " above " + text_of(field.least);
  return low ? kind + " of at least " + text_of(field.least) : kind;
}

}  // namespace

const Options::Field& Options::field(const std::string& name) {
  std::string dashed = name;
  std::ranges::replace(dashed, '_', '-');
  std::vector<std::string> names;
  for (const Field& field : fields()) {
    if (field.name == dashed) return field;
    names.push_back(field.name);
  }
  throw UsageError("unknown option '" + name + "'", "", known_choices(dashed, names));
}

std::string Options::Field::get(const Options& options) const {
  return std::visit(
      [&](auto pointer) -> std::string {
        const auto& held = options.*pointer;
        if constexpr (std::is_same_v<decltype(pointer), std::string Options::*>)
          return held;
        else if constexpr (std::is_same_v<decltype(pointer), bool Options::*>)
          return held ? "yes" : "no";
        else if constexpr (std::is_same_v<decltype(pointer), double Options::*>)
          return text_of(held);
        else
          return held == 0 && !zero.empty() ? zero : std::to_string(held);
      },
      member);
}

void Options::Field::set(Options& options, const std::string& text) const {
  const auto refuse = [&](const std::string& allowed) {
    throw UsageError("'" + text + "' is not a value for --" + name, "--" + name, "give " + allowed);
  };
  if (!choices.empty() && std::ranges::find(choices, text) == choices.end())
    throw UsageError("unknown " + name + " '" + text + "'", "--" + name, known_choices(text, choices));
  std::visit(
      [&](auto pointer) {
        auto& target = options.*pointer;
        using T = std::remove_reference_t<decltype(target)>;
        if constexpr (std::is_same_v<T, std::string>) {
          target = text;
        } else if constexpr (std::is_same_v<T, bool>) {
          if (!parse(text, target)) refuse("yes or no");
        } else {
          T number{};
          const bool fits = parse(text, number) && std::isfinite(double(number)) && double(number) <= most &&
                            (above_least ? double(number) > least : double(number) >= least);
          if (text == zero && !zero.empty())
            number = 0;
          else if (!fits)
            refuse(range_of(*this, std::is_integral_v<T>) + (zero.empty() ? "" : ", or " + zero));
          target = number;
        }
      },
      member);
}

std::vector<std::pair<std::string, std::string>> Options::identity() const {
  static const std::vector<std::string> harmless = {"threads", "time-budget", "checkpoint", "checkpoint-every",
                                                    "resume",  "item-names",  "memory",     "scratch"};
  std::vector<std::pair<std::string, std::string>> result;
  for (const Field& field : fields())
    if (std::ranges::find(harmless, field.name) == harmless.end()) result.emplace_back(field.name, field.get(*this));
  return result;
}

}  // namespace kinfold
