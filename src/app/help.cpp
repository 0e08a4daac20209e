#include <fmt/format.h>

#include <algorithm>

#include "app/call.h"
#include "core/error.h"
#include "train/registry.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string verb, task, solver;
};

CLI::App& find_verb(CLI::App& root, const std::string& name) {
  std::vector<std::string> names;
  for (const CLI::App* verb : root.get_subcommands({})) names.push_back(verb->get_name());
  if (std::ranges::find(names, name) == names.end())
    throw UsageError("there is no verb '" + name + "'", "", known_choices(name, names));
  return *root.get_subcommand(name);
}

std::string text_of(CLI::App& root, const Asked& asked) {
  if (asked.verb.empty()) return root.get_formatter()->make_help(&root, "kinfold", CLI::AppFormatMode::Normal);
  CLI::App& verb = find_verb(root, asked.verb);
  if (!asked.task.empty() || !asked.solver.empty()) {
    if (!verb.get_option_no_throw("--solver"))
      throw UsageError("'" + asked.verb + "' has no task", "command line", "see kinfold help " + asked.verb);
    show_defaults(verb, Options::preset(asked.task.empty() ? kTasks[0] : asked.task, asked.solver));
  }
  return verb.help("kinfold");
}

}  // namespace

void add_help(CLI::App& root, Call& call) {
  auto asked = std::make_shared<Asked>();
  CLI::App& verb = add_verb(root, call, "help", "Explain a verb and its options", [&root, &call, asked] {
    const std::string text = text_of(root, *asked);
    if (call.json) return call.answer({{"help", text}});
    fmt::print("{}", text);
  });
  verb.add_option("verb", asked->verb, "the verb");
  verb.add_option("task", asked->task, "the task whose defaults are shown: " + join(kTasks));
  verb.add_option("--solver", asked->solver, "the solver whose defaults are shown")->type_name("NAME");
}

}  // namespace kinfold::app
