#include "cli/training_help.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"
#include "registry/applicability.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

using Field = TrainOptions::Field;

constexpr std::size_t kColumn = 37;  // column of the descriptions

std::string row(const std::string& name, const std::string& text) {
  return fmt::format("  {:<{}}{}\n", name, name.size() + 3 > kColumn ? name.size() + 1 : kColumn - 2, text);
}

std::string row(const Field& field, const std::vector<std::string>& choices, const std::string& value) {
  std::string text = field.help;
  if (!choices.empty()) text += " Choices: " + join(choices) + ".";
  if (!value.empty()) text += " [" + value + "]";
  return row("--" + field.name + (field.value.empty() ? "" : " " + field.value), text);
}

// The choices for this task. Empty if the placeholder already lists them.
std::vector<std::string> choices_for(const Field& field, const TrainOptions& options) {
  const std::vector<std::string> task_choices = choices_of(field.name, options.choice());
  const std::vector<std::string>& choices = task_choices.empty() ? field.choices : task_choices;
  return field.value.find('|') == std::string::npos ? choices : std::vector<std::string>();
}

// Whether the user can choose: an option with a single choice is hidden.
bool is_choice(const Field& field, const TrainOptions& options) {
  return choices_of(field.name, options.choice()).size() != 1;
}

std::string data_names(const TrainOptions& options) {
  std::vector<std::string> names;
  for (const Field* field : applicable_fields(options))
    if (field->group == "Data") names.push_back("--" + field->name);
  return "Data (see kinfold help data): " + join(names) + "\n";
}

// Options that become available with others: "--validation (--patience)".
std::string dependents(const TrainOptions& options) {
  std::map<std::string, std::vector<std::string>> by_need;
  for (const Field& field : TrainOptions::fields())
    if (field.applies(options.choice()) && !applies(field, options))
      if (const auto needs = needs_of(field, options); !needs.empty())
        by_need[needs.front()].push_back("--" + field.name);
  std::vector<std::string> parts;
  for (const auto& [need, names] : by_need) parts.push_back(need + " (" + join(names) + ")");
  return parts.empty() ? "" : "Options that enable further options: " + join(parts, "; ") + "\n";
}

}  // namespace

std::string training_help(const std::string& verb, const std::string& usage, const TrainOptions& options) {
  std::string text =
      fmt::format("Usage: kinfold {} {} {} [--config FILE] [--json] [OPTION...]\n", verb, options.task, usage);
  std::string group;
  for (const Field* field : applicable_fields(options)) {
    if (field->group == "Data" || !is_choice(*field, options)) continue;
    if (field->group != group) text += field->group + "\n";
    group = field->group;
    text += row(*field, choices_for(*field, options), field->get(options));
  }
  return text + data_names(options) + dependents(options);
}

std::string data_help() {
  std::string text =
      "Data sources: text files with any delimiter (also .gz or .zst), Parquet, JSON Lines, globs, FILE.duckdb::TABLE\n"
      "or an SQL query.\n";
  for (const Field& field : TrainOptions::fields())
    if (field.group == "Data") text += row(field, field.choices, field.get(TrainOptions()));
  return text;
}

std::string all_options_help() {
  std::string text, group;
  for (const Field& field : TrainOptions::fields()) {
    if (field.group != group) text += (group.empty() ? "" : "\n") + field.group + "\n";
    group = field.group;
    text += row("--" + field.name + (field.value.empty() ? "" : " " + field.value),
                field.help + " For " + join(tasks_of(field)) + ".");
  }
  return text;
}

}  // namespace kinfold::app
