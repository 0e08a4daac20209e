#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "app/call.h"
#include "core/error.h"

namespace {

using namespace kinfold;

int complain(bool json, const Error& error, int status) {
  if (json)
    fmt::print(
        "{}\n",
        app::Json{{"error", {{"what", error.problem()}, {"where", error.where()}, {"advice", error.advice()}}}}.dump(
            2, ' ', false, app::Json::error_handler_t::replace));
  else
    fmt::print(stderr, "kinfold: {}\n", error.what());
  return status;
}

// CLI11 says which word it did not expect; here is what it may have been meant to be.
Error explained(const CLI::App& root, const CLI::ParseError& error, const std::vector<std::string>& words) {
  const CLI::App* verb = nullptr;
  const auto first = std::ranges::find_if(words, [](const std::string& word) { return !word.starts_with("-"); });
  std::vector<std::string> verbs, flags;
  for (const CLI::App* known : root.get_subcommands({})) {
    verbs.push_back(known->get_name());
    if (first != words.end() && known->get_name() == *first) verb = known;
  }
  if (first == words.end()) return {"which verb?", "command line", "known: " + join(verbs) + "; see kinfold help"};
  if (!verb) return {"there is no verb '" + *first + "'", "command line", known_choices(*first, verbs)};
  for (const CLI::Option* option : verb->get_options({}))
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  const std::string see = "see kinfold help " + verb->get_name();
  for (const std::string& word : words) {
    const std::string flag = word.substr(0, word.find('='));
    if (!flag.starts_with("--") || flag == "--" || std::ranges::find(flags, flag) != flags.end()) continue;
    const auto near = closest(flag, flags, 1);
    return {"there is no option " + flag, "command line", (near.empty() ? "" : "did you mean " + near[0] + "? ") + see};
  }
  return {error.what(), "command line", see};
}

int run(int count, char** words) {
  app::Call call;
  CLI::App root("kinfold learns vectors for users and items, and predicts, recommends and shows what it learned.",
                "kinfold");
  root.require_subcommand(1);
  root.set_version_flag("--version", KINFOLD_VERSION);
  for (const auto add : {app::add_train, app::add_tune, app::add_evaluate, app::add_predict, app::add_recommend,
                         app::add_similar, app::add_plot, app::add_complete, app::add_transform, app::add_split,
                         app::add_export, app::add_info, app::add_demo, app::add_help})
    add(root, call);

  const bool json = std::any_of(words, words + count, [](std::string_view word) { return word == "--json"; });
  try {
    root.parse(count, words);
    if (call.action) call.action();
    if (std::fflush(stdout) != 0) throw Error("the answer cannot be written", "standard output", "free some space");
    return 0;
  } catch (const CLI::Success& success) {
    return root.exit(success);
  } catch (const CLI::ParseError& error) {
    return complain(json, explained(root, error, {words + 1, words + count}), 2);
  } catch (const UsageError& error) {
    return complain(json, error, 2);
  } catch (const Error& error) {
    return complain(json, error, 1);
  } catch (const std::bad_alloc&) {
    return complain(json, Error("there is not enough memory", "", "use a smaller --rank or less data"), 1);
  } catch (const std::exception& error) {
    return complain(json, Error(error.what()), 1);
  }
}

}  // namespace

int main(int count, char** words) { return run(count, words); }
