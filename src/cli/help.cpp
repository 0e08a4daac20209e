#include <fmt/format.h>

#include <algorithm>

#include "cli/call.h"
#include "cli/completions.h"
#include "cli/man_page.h"
#include "cli/training_help.h"
#include "core/error.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

struct HelpArgs {
  std::string verb, task, model, solver, encoder, shell;
  bool man = false;
};

Verb find_verb(CommandLine& line, const std::string& name) {
  const std::vector<std::string> names = line.verbs();
  if (std::ranges::find(names, name) == names.end())
    throw UsageError("there is no verb '" + name + "'", "", known_choices(name, names));
  return line.verb(name);
}

std::string help_text(CommandLine& line, const HelpArgs& args) {
  if (!args.shell.empty()) return completions(line.describe(), args.shell);
  if (args.man) return man_page(line.describe());
  if (args.verb.empty()) return line.help();
  if (args.verb == "data") return data_help();
  if (args.verb == "options") return all_options_help();
  Verb verb = find_verb(line, args.verb);
  if (args.task.empty() && args.solver.empty() && args.model.empty() && args.encoder.empty()) return verb.help();
  if (!verb.has("--solver"))
    throw UsageError("'" + args.verb + "' has no task", "command line", "see kinfold help " + args.verb);
  const std::string task = args.task.empty() ? kTasks[0] : args.task;
  return training_help(args.verb, args.verb == "train" ? "SOURCE --out FILE" : "SOURCE",
                       TrainOptions::defaults(task, args.solver, args.model, args.encoder));
}

}  // namespace

void add_help(CommandLine& line, Call& call) {
  auto args = std::make_shared<HelpArgs>();
  Verb verb = line.add_verb(call, "help", "Explain a verb and its options", [&line, &call, args] {
    const std::string text = help_text(line, *args);
    if (call.json) return call.print_json({{"help", text}, {"verbs", line.verbs()}});
    fmt::print("{}", text);
  });
  verb.add_option("verb", args->verb, "A verb; data (how sources are read); or options (every training option).");
  verb.add_option("task", args->task, "The task whose options and defaults are shown: " + join(kTasks) + ".");
  verb.add_option("--model", args->model, "Show the options for this model.").type_name("NAME");
  verb.add_option("--solver", args->solver, "Show the options for this solver.").type_name("NAME");
  verb.add_option("--encoder", args->encoder, "Show the options for this encoder of links or triples.")
      .type_name("NAME");
  verb.add_option("--completions", args->shell, "Print the completion script for a shell: " + join(kShells) + ".")
      .type_name("SHELL");
  verb.add_flag("--man", args->man, "Print the man page.");
}

}  // namespace kinfold::app
