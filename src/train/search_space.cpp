#include "train/search_space.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

// Where good values have been found. Options with a list of choices need no entry: all of them.
const std::map<std::string, std::string> kUsual = {{"rank", "16..256:log"},
                                                   {"strength", "0.005..0.5:log"},
                                                   {"bias-strength", "0.001..0.1:log"},
                                                   {"penalty-power", "0..1"},
                                                   {"init", "0.001..0.3:log"},
                                                   {"rate", "0.005..0.2:log"},
                                                   {"epochs", "10..80:log"},
                                                   {"decay", "linear,cosine,none"},
                                                   {"unobserved", "0.003..1:log"},
                                                   {"negatives", "1..64:log"},
                                                   {"layers", "1..4"},
                                                   {"batch", "512..8192:log"},
                                                   {"time-bins", "2..64:log"},
                                                   {"history-strength", "0.3..30:log"},
                                                   {"feature-strength", "1..1000:log"},
                                                   {"time-strength", "0.3..100:log"},
                                                   {"popularity-power", "0..1"},
                                                   {"temperature", "0.05..1:log"}};

// They change no model, or the search itself gives them.
const std::vector<std::string> kFixed = {"seed",   "threads",   "time-budget",   "checkpoint",    "checkpoint-every",
                                         "resume", "histories", "user-features", "item-features", "features-columns"};

std::string text_of(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

[[noreturn]] void refuse(const std::string& what, const std::string& range) {
  throw UsageError(what, "--range " + range, "give NAME=LOW..HIGH, NAME=LOW..HIGH:log, NAME=A,B,C or names alone");
}

const Options::Field& searchable(const std::string& name) {
  const Options::Field& field = Options::field(name);
  std::vector<std::string> names;
  for (const Options::Field& other : Options::fields())
    if (other.group != "data" && other.group != "validation" && std::ranges::find(kFixed, other.name) == kFixed.end())
      names.push_back(other.name);
  if (std::ranges::find(names, field.name) == names.end())
    throw UsageError("'" + field.name + "' cannot be searched", "--range " + name, "known: " + join(names));
  return field;
}

double number(const std::string& text, const std::string& range) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    refuse("'" + text + "' is not a number", range);
  return value;
}

void read_numbers(SearchRange& range, std::string values, const std::string& text) {
  if (values.ends_with(":log")) {
    range.logarithmic = true;
    values.resize(values.size() - 4);
  }
  const std::size_t dots = values.find("..");
  range.low = number(values.substr(0, dots), text);
  range.high = number(values.substr(dots + 2), text);
  if (range.low > range.high) refuse("the lower end is above the upper one", text);
  if (range.logarithmic && range.low <= 0) refuse("a logarithmic range must begin above 0", text);
}

SearchRange parse_range(const std::string& name, std::string values, const std::string& text) {
  const Options::Field& field = searchable(name);
  SearchRange range{.name = field.name, .choices = {}};
  const bool real = std::holds_alternative<double Options::*>(field.member);
  range.whole = !real && !field.is_flag() && !std::holds_alternative<std::string Options::*>(field.member);
  if (values.empty()) {
    if (const auto usual = kUsual.find(field.name); usual != kUsual.end())
      values = usual->second;
    else if (!field.choices.empty() || field.is_flag())
      values = field.choices.empty() ? "yes,no" : join(field.choices, ",");
    else
      refuse("'" + field.name + "' has no usual range", text);
  }
  Options trial;
  if ((real || range.whole) && values.find("..") != std::string::npos) {
    read_numbers(range, values, text);
    for (double end : {range.low, range.high}) field.set(trial, text_of(end));
  } else {
    range.choices = parts_of(values);
    for (const std::string& choice : range.choices) field.set(trial, choice);
  }
  return range;
}

// Whole numbers: each stands for the interval from itself to the next.
std::string draw_number(const SearchRange& range, double share) {
  const double high = range.whole ? range.high + 1 : range.high;
  double value =
      range.logarithmic ? range.low * std::pow(high / range.low, share) : range.low + share * (high - range.low);
  if (range.whole) {
    value = std::floor(value);
  } else {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.4g", value);
    std::from_chars(digits, digits + sizeof digits, value);
  }
  return text_of(std::clamp(value, range.low, range.high));
}

}  // namespace

std::string SearchRange::text() const {
  if (!choices.empty()) return name + "=" + join(choices, ",");
  return name + "=" + text_of(low) + ".." + text_of(high) + (logarithmic ? ":log" : "");
}

SearchSpace parse_ranges(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos) {
    if (equals + 1 == text.size()) refuse("there is no range behind '='", text);
    return {parse_range(text.substr(0, equals), text.substr(equals + 1), text)};
  }
  SearchSpace space;
  for (const std::string& name : parts_of(text)) space.push_back(parse_range(name, "", text));
  return space;
}

SearchSpace make_space(const std::vector<std::string>& texts) {
  SearchSpace space;
  for (const std::string& text : texts)
    for (SearchRange& range : parse_ranges(text)) space.push_back(std::move(range));
  std::ranges::sort(space, {}, &SearchRange::name);
  const auto twice = std::ranges::adjacent_find(space, {}, &SearchRange::name);
  if (twice != space.end()) throw UsageError("'" + twice->name + "' has two ranges", "--range", "give it one");
  return space;
}

Setting draw(const SearchSpace& space, std::uint64_t seed, std::size_t trial) {
  Random random(seed, {31, trial});
  Setting setting;
  for (const SearchRange& range : space)
    setting.emplace_back(range.name, range.choices.empty() ? draw_number(range, random.uniform())
                                                           : range.choices[random.below(range.choices.size())]);
  return setting;
}

Options with(const Setting& setting, Options options) {
  for (const auto& [name, text] : setting) Options::field(name).set(options, text);
  return options;
}

}  // namespace kinfold
