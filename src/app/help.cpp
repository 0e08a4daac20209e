#include <fmt/format.h>

#include <algorithm>

#include "app/call.h"
#include "app/completions.h"
#include "app/man_page.h"
#include "core/error.h"
#include "train/registry.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string verb, task, solver, shell;
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
  Verb verb = find_verb(line, asked.verb);
  if (!asked.task.empty() || !asked.solver.empty()) {
    if (!verb.has("--solver"))
      throw UsageError("'" + asked.verb + "' has no task", "command line", "see kinfold help " + asked.verb);
    verb.show_defaults(Options::preset(asked.task.empty() ? kTasks[0] : asked.task, asked.solver));
  }
  return verb.help();
}

}  // namespace

void add_help(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "help", "Explain a verb and its options", [&line, &call, asked] {
    const std::string text = text_of(line, *asked);
    if (call.json) return call.answer({{"help", text}});
    fmt::print("{}", text);
  });
  verb.add_option("verb", asked->verb, "the verb");
  verb.add_option("task", asked->task, "the task whose defaults are shown: " + join(kTasks));
  verb.add_option("--solver", asked->solver, "the solver whose defaults are shown").type_name("NAME");
  verb.add_option("--completions", asked->shell, "what completes command lines in a shell: " + join(kShells))
      .type_name("SHELL");
  verb.add_flag("--man", asked->man, "all of this as a page for man");
}

}  // namespace kinfold::app
