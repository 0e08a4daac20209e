#include "registry/search_space.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

// Default ranges, from experience. An option with a list of choices needs no entry: its default is all choices.
const std::map<std::string, std::string> kDefaultRanges = {{"rank", "16..256:log"},
                                                           {"reg", "0.005..0.5:log"},
                                                           {"bias-reg", "0.001..0.1:log"},
                                                           {"reg-exponent", "0..1"},
                                                           {"init-std", "0.001..0.3:log"},
                                                           {"lr", "0.005..0.2:log"},
                                                           {"epochs", "10..80:log"},
                                                           {"lr-schedule", "linear,cosine,constant"},
                                                           {"unobserved-weight", "0.003..1:log"},
                                                           {"negatives", "1..64:log"},
                                                           {"num-layers", "1..4"},
                                                           {"batch-size", "512..8192:log"},
                                                           {"time-bins", "2..64:log"},
                                                           {"implicit-feedback-reg", "0.3..30:log"},
                                                           {"feature-reg", "1..1000:log"},
                                                           {"time-reg", "0.3..100:log"},
                                                           {"popularity-exponent", "0..1"},
                                                           {"temperature", "0.05..1:log"}};

// Options that define the data or the search itself.
const std::vector<std::string> kNotSearchable = {
    "seed", "validation", "patience", "implicit-feedback", "user-features", "item-features", "feature-columns"};

std::string format_number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

[[noreturn]] void throw_bad_range(const std::string& what, const std::string& range) {
  throw UsageError(what, "--range " + range, "use NAME=LOW..HIGH, NAME=LOW..HIGH:log, NAME=A,B,C or a list of names");
}

const TrainOptions::Field& searchable_option(const std::string& name) {
  const TrainOptions::Field& field = TrainOptions::field(name);
  std::vector<std::string> names;
  for (const TrainOptions::Field& other : TrainOptions::fields())
    if (other.group != "Data" && other.affects_model &&
        std::ranges::find(kNotSearchable, other.name) == kNotSearchable.end())
      names.push_back(other.name);
  if (std::ranges::find(names, field.name) == names.end())
    throw UsageError("'" + field.name + "' cannot be searched", "--range " + name, "known: " + join(names));
  return field;
}

double parse_number(const std::string& text, const std::string& range) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    throw_bad_range("'" + text + "' is not a number", range);
  return value;
}

void read_numbers(SearchRange& range, std::string values, const std::string& text) {
  if (values.ends_with(":log")) {
    range.log_scale = true;
    values.resize(values.size() - 4);
  }
  const std::size_t dots = values.find("..");
  range.low = parse_number(values.substr(0, dots), text);
  range.high = parse_number(values.substr(dots + 2), text);
  if (range.low > range.high) throw_bad_range("the lower end is above the upper end", text);
  if (range.log_scale && range.low <= 0) throw_bad_range("a logarithmic range must begin above 0", text);
}

SearchRange parse_range(const std::string& name, std::string values, const std::string& text) {
  const TrainOptions::Field& field = searchable_option(name);
  SearchRange range{.name = field.name, .choices = {}};
  const bool real = std::holds_alternative<double TrainOptions::*>(field.member);
  range.integer = !real && !field.is_flag() && !std::holds_alternative<std::string TrainOptions::*>(field.member);
  if (values.empty()) {
    if (const auto range_text = kDefaultRanges.find(field.name); range_text != kDefaultRanges.end())
      values = range_text->second;
    else if (!field.choices.empty() || field.is_flag())
      values = field.choices.empty() ? "yes,no" : join(field.choices, ",");
    else
      throw_bad_range("'" + field.name + "' has no default range", text);
  }
  TrainOptions trial;
  if ((real || range.integer) && values.find("..") != std::string::npos) {
    read_numbers(range, values, text);
    for (double end : {range.low, range.high}) field.set(trial, format_number(end));
  } else {
    range.choices = split_list(values);
    for (const std::string& choice : range.choices) field.set(trial, choice);
  }
  return range;
}

// Maps `fraction`, from 0 to 1, to a number of the range. An integer n stands for the interval [n, n + 1).
std::string sample_number(const SearchRange& range, double fraction) {
  const double high = range.integer ? range.high + 1 : range.high;
  double value =
      range.log_scale ? range.low * std::pow(high / range.low, fraction) : range.low + fraction * (high - range.low);
  if (range.integer) {
    value = std::floor(value);
  } else {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.4g", value);
    std::from_chars(digits, digits + sizeof digits, value);
  }
  return format_number(std::clamp(value, range.low, range.high));
}

}  // namespace

std::string SearchRange::text() const {
  if (!choices.empty()) return name + "=" + join(choices, ",");
  return name + "=" + format_number(low) + ".." + format_number(high) + (log_scale ? ":log" : "");
}

SearchSpace parse_ranges(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos) {
    if (equals + 1 == text.size()) throw_bad_range("there is no range after '='", text);
    return {parse_range(text.substr(0, equals), text.substr(equals + 1), text)};
  }
  SearchSpace space;
  for (const std::string& name : split_list(text)) space.push_back(parse_range(name, "", text));
  return space;
}

SearchSpace make_search_space(const std::vector<std::string>& texts) {
  SearchSpace space;
  for (const std::string& text : texts)
    for (SearchRange& range : parse_ranges(text)) space.push_back(std::move(range));
  std::ranges::sort(space, {}, &SearchRange::name);
  const auto repeated = std::ranges::adjacent_find(space, {}, &SearchRange::name);
  if (repeated != space.end())
    throw UsageError("'" + repeated->name + "' has two ranges", "--range", "give each option one range");
  return space;
}

TrialParams sample_params(const SearchSpace& space, std::uint64_t seed, std::size_t trial) {
  Random random(seed, {31, trial});
  TrialParams params;
  for (const SearchRange& range : space)
    params.emplace_back(range.name, range.choices.empty() ? sample_number(range, random.uniform())
                                                          : range.choices[random.below(range.choices.size())]);
  return params;
}

TrainOptions apply_params(const TrialParams& params, TrainOptions options) {
  for (const auto& [name, text] : params) TrainOptions::field(name).set(options, text);
  return options;
}

}  // namespace kinfold
