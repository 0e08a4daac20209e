#include "cli/config_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "core/error.h"
#include "registry/applicability.h"

namespace kinfold::app {
namespace {

toml::table read_table(const std::string& path, const std::string& what) {
  if (!std::filesystem::is_regular_file(path))
    throw UsageError("there is no such file", path, "name a TOML file of " + what);
  try {
    return toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw UsageError(std::string(error.description()), path + ", line " + std::to_string(error.source().begin.line));
  }
}

std::string toml_value_text(const toml::node& value, const std::string& name, const std::string& path) {
  if (value.is_string()) return *value.value<std::string>();
  if (value.is_boolean()) return *value.value<bool>() ? "yes" : "no";
  if (value.is_integer()) return std::to_string(*value.value<std::int64_t>());
  if (value.is_floating_point()) return fmt::format("{}", *value.value<double>());
  throw UsageError("'" + name + "' must be a string, a number or a boolean", path);
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? "\\n" : c == '\t' ? "\\t" : std::string(1, c);
  }
  return result + "\"";
}

// The TOML literal of a value: a boolean, a number or a string. Integers that do not fit 64 bits become strings.
std::string toml_text(const TrainOptions::Field& field, const std::string& text) {
  if (field.is_flag()) return text == "yes" ? "true" : "false";
  std::int64_t whole;
  const bool fits = std::from_chars(text.data(), text.data() + text.size(), whole).ec == std::errc();
  return field.is_text() || !fits ? quoted(text) : text;
}

std::size_t count_of(const toml::table& table, const std::string& name, const std::string& path) {
  if (!table.contains(name)) return 0;
  const auto count = table[name].value<std::int64_t>();
  if (!table[name].is_integer() || *count < 1) throw UsageError("'" + name + "' must be a positive integer", path);
  return std::size_t(*count);
}

std::string range_text(const std::string& name, const toml::node& value, const std::string& path) {
  if (value.is_boolean() && *value.value<bool>()) return name;
  if (!value.is_array()) return name + "=" + toml_value_text(value, name, path);
  std::vector<std::string> choices;
  for (const toml::node& choice : *value.as_array()) choices.push_back(toml_value_text(choice, name, path));
  return name + "=" + join(choices, ",");
}

}  // namespace

std::vector<std::string> config_names(const std::string& path) {
  std::vector<std::string> names;
  for (const auto& [key, value] : read_table(path, "options")) names.emplace_back(key.str());
  return names;
}

void read_config(const std::string& path, TrainOptions& options) {
  for (const auto& [key, value] : read_table(path, "options")) {
    const std::string name(key.str()), text = toml_value_text(value, name, path);
    try {
      TrainOptions::field(name).set(options, text);
    } catch (const UsageError& error) {
      throw UsageError(error.problem(), path, error.advice());
    }
  }
}

std::string config_text(const TrainOptions& options, const std::vector<std::string>& always) {
  const TrainOptions first = TrainOptions::defaults(options.task);
  const TrainOptions defaults = TrainOptions::defaults(options.task, options.solver, options.model, options.encoder);
  std::string text;
  for (const TrainOptions::Field* field : applicable_fields(options)) {
    const std::string value = field->get(options);
    const bool is_default = value == field->get(defaults) && value == field->get(first);
    if (is_default && std::ranges::find(always, field->name) == always.end()) continue;
    std::string name = field->name;
    std::ranges::replace(name, '-', '_');
    text += name + " = " + toml_text(*field, value) + "\n";
  }
  return text;
}

SearchFile read_search(const std::string& path) {
  const toml::table table = read_table(path, "a search");
  for (const auto& [key, value] : table)
    if (const std::string name(key.str()); name != "trials" && name != "halving" && name != "range")
      throw UsageError("unknown entry '" + name + "'", path, known_choices(name, {"trials", "halving", "range"}));
  SearchFile search{count_of(table, "trials", path), count_of(table, "halving", path), {}};
  const toml::table* ranges = table["range"].as_table();
  if (!ranges)
    throw UsageError("there is no table [range]", path, "add [range] with lines such as rank = \"16..256:log\"");
  for (const auto& [key, value] : *ranges) search.ranges.push_back(range_text(std::string(key.str()), value, path));
  return search;
}

}  // namespace kinfold::app
