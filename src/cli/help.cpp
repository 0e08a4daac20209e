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

struct Asked {
  std::string verb, task, model, solver, encoder, shell;
  bool man = false;
};

Verb find_verb(CommandLine& line, const std::string& name) {
  const std::vector<std::string> names = line.verbs();
  if (std::ranges::find(names, name) == names.end())
    throw UsageError("there is no verb '" + name + "'", "", known_choices(name, names));
  return line.verb(name);
}

std::string text_of(CommandLine& line, const Asked& asked) {
  if (!asked.shell.empty()) return completions(line.told(), asked.shell);
  if (asked.man) return man_page(line.told());
  if (asked.verb.empty()) return line.help();
  if (asked.verb == "data") return data_help();
  if (asked.verb == "options") return all_options_help();
  Verb verb = find_verb(line, asked.verb);
  if (asked.task.empty() && asked.solver.empty() && asked.model.empty() && asked.encoder.empty()) return verb.help();
  if (!verb.has("--solver"))
    throw UsageError("'" + asked.verb + "' has no task", "command line", "see kinfold help " + asked.verb);
  const std::string task = asked.task.empty() ? kTasks[0] : asked.task;
  return training_help(asked.verb, asked.verb == "train" ? "SOURCE --out FILE" : "SOURCE",
                       TrainOptions::defaults(task, asked.solver, asked.model, asked.encoder));
}

}  // namespace

void add_help(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "help", "Explain a verb and its options", [&line, &call, asked] {
    const std::string text = text_of(line, *asked);
    if (call.json) return call.answer({{"help", text}});
    fmt::print("{}", text);
  });
  verb.add_option("verb", asked->verb, "A verb; data (how sources are read); or options (every training option).");
  verb.add_option("task", asked->task, "The task whose options and defaults are shown: " + join(kTasks) + ".");
  verb.add_option("--model", asked->model, "The same for this model.").type_name("NAME");
  verb.add_option("--solver", asked->solver, "The same for this solver.").type_name("NAME");
  verb.add_option("--encoder", asked->encoder, "The same for this encoder of links or triples.").type_name("NAME");
  verb.add_option("--completions", asked->shell, "what completes command lines in a shell: " + join(kShells))
      .type_name("SHELL");
  verb.add_flag("--man", asked->man, "all of this as a page for man");
}

}  // namespace kinfold::app
