#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/call.h"
#include "core/error.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> flags_of(const CLI::App& verb) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : verb.get_options({}))
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

// Turns an error of CLI11 into one that names the wrong word and the closest known verb or option.
UsageError to_usage_error(const CLI::App& root, const CLI::ParseError& error, const std::vector<std::string>& args,
                          const std::vector<std::string>& verbs) {
  const auto first = std::ranges::find_if(args, [](const std::string& word) { return !word.starts_with("-"); });
  if (first == args.end()) return {"no verb is given", "command line", "known: " + join(verbs) + "; see kinfold help"};
  if (!has_name(verbs, *first))
    return {"there is no verb '" + *first + "'", "command line", known_choices(*first, verbs)};
  const std::vector<std::string> flags = flags_of(*root.get_subcommand(*first));
  const std::string see = "see kinfold help " + *first;
  for (const std::string& word : args) {
    const std::string flag = word.substr(0, word.find('='));
    if (!flag.starts_with("--") || flag == "--" || has_name(flags, flag)) continue;
    const auto near = closest(flag, flags, 1);
    return {"there is no option " + flag, "command line", (near.empty() ? "" : "did you mean " + near[0] + "? ") + see};
  }
  return {error.what(), "command line", see};
}

OptionInfo describe(const CLI::Option& option) {
  OptionInfo result;
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  if (result.names.empty()) result.names.push_back(option.get_name());
  if (option.get_items_expected_max() > 0)
    result.value = option.get_type_name().empty() ? "VALUE" : option.get_type_name();
  result.help = option.get_description();
  for (const TrainOptions::Field& field : TrainOptions::fields())
    if ("--" + field.name == result.names[0]) result.choices = field.choices;
  return result;
}

}  // namespace

VerbOption& VerbOption::required() {
  option_->required();
  return *this;
}

VerbOption& VerbOption::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

VerbOption& VerbOption::list() {
  option_->delimiter(',');
  return *this;
}

VerbOption& VerbOption::repeatable(bool dots) {
  if (dots)
    option_->allow_extra_args(false);
  else
    option_->expected(1)->take_all();
  return *this;
}

VerbOption& VerbOption::positive() {
  option_->check(CLI::PositiveNumber);
  return *this;
}

VerbOption& VerbOption::between(int min, int max) {
  option_->check(CLI::Range(min, max));
  return *this;
}

VerbOption& VerbOption::between(double min, double max) {
  option_->check(CLI::Range(min, max));
  return *this;
}

template <class T>
VerbOption Verb::add_option(const std::string& name, T& value, const std::string& help) {
  return VerbOption(verb_->add_option(name, value, help));
}

template VerbOption Verb::add_option(const std::string&, std::string&, const std::string&);
template VerbOption Verb::add_option(const std::string&, std::size_t&, const std::string&);
template VerbOption Verb::add_option(const std::string&, double&, const std::string&);
template VerbOption Verb::add_option(const std::string&, std::vector<std::string>&, const std::string&);
template VerbOption Verb::add_option(const std::string&, std::vector<std::size_t>&, const std::string&);

void Verb::add_flag(const std::string& name, bool& value, const std::string& help) {
  verb_->add_flag(name, value, help);
}

void Verb::add_option(Call& call, const TrainOptions::Field& field, const std::string& group) {
  const auto take = [&call, &field](const std::string& text) { call.cli_options.emplace_back(field.name, text); };
  CLI::Option* option = verb_->add_option_function<std::string>("--" + field.name, take);
  std::string help = field.help;
  if (!field.choices.empty()) help += " Choices: " + join(field.choices) + ".";
  if (const std::string value = field.get(TrainOptions()); !value.empty()) help += " [" + value + "]";
  option->type_name(field.value)->group(group)->description(help);
  if (field.is_flag()) option->expected(0, 1);
}

void Verb::add_options(Call& call, const std::vector<std::string>& names) {
  add_option("--config", call.config, "TOML file of options; the command line takes precedence.").type_name("FILE");
  for (const TrainOptions::Field& field : TrainOptions::fields())
    if (has_name(names, field.name)) add_option(call, field, "Options");
  for (const OptionField<DataOptions>& field : DataOptions::fields())
    add_option(call, TrainOptions::field(field.name), "Data");
}

// An empty group hides the options in the help of the verb, because no task has all of them.
void Verb::add_training_options(Call& call) {
  add_option("--config", call.config, "TOML file of options; the command line takes precedence.").type_name("FILE");
  for (const TrainOptions::Field& field : TrainOptions::fields()) add_option(call, field, "");
  verb_->footer("The options of a task: kinfold help " + verb_->get_name() +
                " TASK [--model NAME] [--solver NAME]\nTasks: " + join(kTasks));
}

void Verb::set_action(Call& call, std::function<void()> action) {
  verb_->callback([&call, action = std::move(action)] { call.action = action; });
}

bool Verb::is_set(const std::string& option) const { return verb_->count(option) > 0; }

bool Verb::has(const std::string& option) const { return verb_->get_option_no_throw(option); }

std::string Verb::help() const { return verb_->help("kinfold"); }

CommandLine::CommandLine()
    : root_(std::make_unique<CLI::App>(
          "kinfold trains embedding models: recommenders, PCA-style matrix models, knowledge-graph embeddings and "
          "graph\n"
          "convolutional networks; then it predicts, recommends, answers queries and serves them.",
          "kinfold")) {
  root_->require_subcommand(1);
  root_->set_version_flag("--version", KINFOLD_VERSION);
}

CommandLine::~CommandLine() = default;

Verb CommandLine::add_verb(Call& call, const std::string& name, const std::string& description,
                           std::function<void()> action) {
  Verb verb(root_->add_subcommand(name, description));
  verb.add_flag("--json", call.json, "Print the result as one JSON object.");
  verb.set_action(call, std::move(action));
  return verb;
}

std::vector<std::string> CommandLine::verbs() const {
  std::vector<std::string> names;
  for (const CLI::App* verb : root_->get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

Verb CommandLine::verb(const std::string& name) { return Verb(root_->get_subcommand(name)); }

std::string CommandLine::help() const {
  return root_->get_formatter()->make_help(root_.get(), "kinfold", CLI::AppFormatMode::Normal);
}

std::vector<VerbInfo> CommandLine::describe() const {
  std::vector<VerbInfo> all;
  for (const CLI::App* verb : root_->get_subcommands({})) {
    VerbInfo info{verb->get_name(), verb->get_description(), {}, {}};
    for (const CLI::Option* option : verb->get_options({}))
      (option->get_positional() ? info.positionals : info.options).push_back(app::describe(*option));
    all.push_back(std::move(info));
  }
  return all;
}

bool CommandLine::parse(int count, char** args) {
  try {
    root_->parse(count, args);
    return true;
  } catch (const CLI::Success& success) {
    root_->exit(success);
    return false;
  } catch (const CLI::ParseError& error) {
    throw to_usage_error(*root_, error, {args + 1, args + count}, verbs());
  }
}

}  // namespace kinfold::app
