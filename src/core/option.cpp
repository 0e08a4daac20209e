#include "core/option.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"

namespace kinfold {
namespace {

std::string shortest(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

template <class T>
bool parse(const std::string& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

[[noreturn]] void refuse(const std::string& name, const std::string& text, const std::string& allowed) {
  throw UsageError("invalid value '" + text + "' for --" + name, "--" + name, "use " + allowed);
}

std::string description(const OptionRange& range, bool whole) {
  const std::string kind = whole ? "a whole number" : "a number";
  const bool low = std::isfinite(range.min), high = std::isfinite(range.max);
  if (low && high) return kind + " from " + shortest(range.min) + " to " + shortest(range.max);
  if (low && range.exclusive_min) return kind + " above " + shortest(range.min);
  return low ? kind + " of at least " + shortest(range.min) : kind;
}

template <class T>
void parse_number(const OptionRange& range, const std::string& text, T& value) {
  T number{};
  const bool fits = parse(text, number) && std::isfinite(double(number)) && double(number) <= range.max &&
                    (range.exclusive_min ? double(number) > range.min : double(number) >= range.min);
  if (text == range.zero_word && !range.zero_word.empty())
    number = 0;
  else if (!fits)
    refuse(range.name, text,
           description(range, std::is_integral_v<T>) + (range.zero_word.empty() ? "" : ", or " + range.zero_word));
  value = number;
}

template <class T>
std::string whole_text(T value, const std::string& zero_word) {
  return value == 0 && !zero_word.empty() ? zero_word : std::to_string(value);
}

}  // namespace

std::string option_text(int value, const std::string& zero_word) { return whole_text(value, zero_word); }
std::string option_text(std::uint64_t value, const std::string& zero_word) { return whole_text(value, zero_word); }
std::string option_text(double value, const std::string&) { return shortest(value); }
std::string option_text(bool value, const std::string&) { return value ? "yes" : "no"; }
std::string option_text(const std::string& value, const std::string&) { return value; }

void parse_option(const OptionRange& range, const std::string& text, int& value) { parse_number(range, text, value); }
void parse_option(const OptionRange& range, const std::string& text, double& value) {
  parse_number(range, text, value);
}
void parse_option(const OptionRange& range, const std::string& text, std::uint64_t& value) {
  parse_number(range, text, value);
}

void parse_option(const OptionRange& range, const std::string& text, bool& value) {
  static const std::vector<std::string> yes = {"yes", "true", "on", "1", ""}, no = {"no", "false", "off", "0"};
  const bool is_yes = std::ranges::find(yes, text) != yes.end();
  if (!is_yes && std::ranges::find(no, text) == no.end()) refuse(range.name, text, "yes or no");
  value = is_yes;
}

void parse_option(const OptionRange&, const std::string& text, std::string& value) { value = text; }

void check_choice(const std::string& name, const std::string& text, const std::vector<std::string>& choices) {
  if (std::ranges::find(choices, text) == choices.end())
    throw UsageError("unknown " + name + " '" + text + "'", "--" + name, known_choices(text, choices));
}

}  // namespace kinfold
