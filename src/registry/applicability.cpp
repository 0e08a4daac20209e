#include "registry/applicability.h"

#include <algorithm>

#include "core/error.h"
#include "gnn/network.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using Field = TrainOptions::Field;
using Names = std::vector<std::string>;

void add_once(Names& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

Names split(const std::string& text, char separator) {
  Names parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Whether an option has a required value: `need` is NAME=VALUE, or NAME for any value but "no" and 0. The option's own
// needs must be met, too. An option that does not apply to the choice has its default value.
bool is_met(const std::string& need, const TrainOptions& options) {
  const std::size_t equals = need.find('=');
  const Field& field = TrainOptions::field(need.substr(0, equals));
  const std::string value = field.get(options);
  if (equals != std::string::npos) return value == need.substr(equals + 1);
  const bool available = !field.applies(options.choice()) || applies(field, options);
  return available && !value.empty() && value != "no" && value != "0";
}

// Every combination of a task that may matter to an option.
std::vector<TrainingChoice> choices_of_task(const std::string& task) {
  std::vector<TrainingChoice> all;
  Names encoders = {""};
  encoders.insert(encoders.end(), kNetworks.begin(), kNetworks.end());
  for (const std::string& solver : solvers_of(task))
    for (const std::string& model : models_of(task))
      for (const std::string& encoder : encoders)
        for (bool flag : {false, true}) {
          TrainingChoice choice{task, model, solver, "", encoder, flag, flag};
          for (const std::string& loss : choices_of("loss", choice)) {
            choice.loss = loss;
            all.push_back(choice);
          }
        }
  return all;
}

// What to change in this choice so that the option applies: "--solver ials", "--model rotate".
std::string remedy(const Field& field, const TrainingChoice& choice) {
  Names solvers, models, losses;
  for (const TrainingChoice& c : choices_of_task(choice.task)) {
    if (!field.applies(c)) continue;
    add_once(solvers, c.solver);
    add_once(models, c.model);
    add_once(losses, c.loss);
  }
  const auto lacks = [](const Names& names, const std::string& name) {
    return std::ranges::find(names, name) == names.end();
  };
  if (lacks(solvers, choice.solver)) return "--solver " + join(solvers, " or ");
  if (lacks(models, choice.model)) return "--model " + join(models, " or ");
  if (lacks(losses, choice.loss)) return "--loss " + join(losses, " or ");
  TrainingChoice other = choice;
  other.all_entities = !choice.all_entities;
  if (field.applies(other)) return other.all_entities ? "--negatives all" : "a number of --negatives";
  return choice.task == "nodes" ? "a number of --num-neighbors" : "--encoder";
}

}  // namespace

Names tasks_of(const Field& field) {
  Names tasks;
  for (const std::string& task : kTasks)
    if (std::ranges::any_of(choices_of_task(task), [&](const TrainingChoice& c) { return field.applies(c); }))
      tasks.push_back(task);
  return tasks;
}

bool applies(const Field& field, const TrainOptions& options) {
  if (!field.applies(options.choice())) return false;
  const Names needs = split(field.needs, '|');
  return needs.empty() || std::ranges::any_of(needs, [&](const std::string& need) { return is_met(need, options); });
}

Names needs_of(const Field& field, const TrainOptions& options) {
  Names names;
  for (std::string need : split(field.needs, '|')) {
    const std::size_t equals = need.find('=');
    if (!TrainOptions::field(need.substr(0, equals)).applies(options.choice())) continue;
    if (equals != std::string::npos) need[equals] = ' ';
    names.push_back("--" + need);
  }
  return names;
}

std::vector<const Field*> applicable_fields(const TrainOptions& options) {
  std::vector<const Field*> list;
  for (const Field& field : TrainOptions::fields())
    if (applies(field, options)) list.push_back(&field);
  return list;
}

void check_applies(const std::string& name, const TrainOptions& options) {
  const Field& field = TrainOptions::field(name);
  if (applies(field, options)) return;
  const std::string option = "--" + field.name, where = option + " " + field.get(options);
  const Names tasks = tasks_of(field);
  if (std::ranges::find(tasks, options.task) == tasks.end())
    throw UsageError(option + " does not apply to " + options.task, where, "it belongs to " + join(tasks));
  if (field.applies(options.choice()))
    throw UsageError(option + " has no effect by itself", where, "it needs " + join(needs_of(field, options), " or "));
  throw UsageError(option + " does not apply to this model, solver or loss", where,
                   "for " + options.task + " it goes with " + remedy(field, options.choice()));
}

Properties applicable_values(const TrainOptions& options) {
  Properties values;
  for (const Field* field : applicable_fields(options))
    if (field->affects_model && !field->get(options).empty()) values[field->name] = field->property(options);
  return values;
}

}  // namespace kinfold
