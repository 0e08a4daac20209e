#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "cli/call.h"
#include "core/error.h"

namespace kinfold::app {

// Each verb has a file of its own, which defines its function; this list and the table below are all that knows it.
void add_train(CommandLine& line, Call& call);
void add_tune(CommandLine& line, Call& call);
void add_cross_validate(CommandLine& line, Call& call);
void add_evaluate(CommandLine& line, Call& call);
void add_predict(CommandLine& line, Call& call);
void add_recommend(CommandLine& line, Call& call);
void add_similar(CommandLine& line, Call& call);
void add_compare(CommandLine& line, Call& call);
void add_report(CommandLine& line, Call& call);
void add_query(CommandLine& line, Call& call);
void add_plot(CommandLine& line, Call& call);
void add_impute(CommandLine& line, Call& call);
void add_transform(CommandLine& line, Call& call);
void add_mix(CommandLine& line, Call& call);
void add_serve(CommandLine& line, Call& call);
void add_split(CommandLine& line, Call& call);
void add_export(CommandLine& line, Call& call);
void add_info(CommandLine& line, Call& call);
void add_demo(CommandLine& line, Call& call);
void add_help(CommandLine& line, Call& call);

}  // namespace kinfold::app

namespace {

using namespace kinfold;

int print_error(bool json, const Error& error, int status) {
  if (json)
    fmt::print(
        "{}\n",
        app::Json{{"error", {{"what", error.problem()}, {"where", error.where()}, {"advice", error.advice()}}}}.dump(
            2, ' ', false, app::Json::error_handler_t::replace));
  else
    fmt::print(stderr, "kinfold: {}\n", error.what());
  return status;
}

constexpr std::pair<std::string_view, void (*)(app::CommandLine&, app::Call&)> kVerbs[] = {
    {"train", app::add_train},         {"tune", app::add_tune},       {"cross-validate", app::add_cross_validate},
    {"evaluate", app::add_evaluate},   {"predict", app::add_predict}, {"recommend", app::add_recommend},
    {"similar", app::add_similar},     {"compare", app::add_compare}, {"report", app::add_report},
    {"query", app::add_query},         {"plot", app::add_plot},       {"impute", app::add_impute},
    {"transform", app::add_transform}, {"mix", app::add_mix},         {"serve", app::add_serve},
    {"split", app::add_split},         {"export", app::add_export},   {"info", app::add_info},
    {"demo", app::add_demo},           {"help", app::add_help}};

// Adds only the verb that `first` names, which keeps parsing fast. Adds all verbs for help and for an unknown word.
void add_verbs(app::CommandLine& line, app::Call& call, std::string_view first) {
  const auto selected = std::ranges::find(kVerbs, first, [](const auto& verb) { return verb.first; });
  if (selected != std::end(kVerbs) && first != "help") return selected->second(line, call);
  for (const auto& [name, add] : kVerbs) add(line, call);
}

int run(int count, char** args) {
  app::Call call;
  app::CommandLine line;
  add_verbs(line, call, count > 1 ? args[1] : "");
  const bool json = std::any_of(args, args + count, [](std::string_view word) { return word == "--json"; });
  try {
    if (!line.parse(count, args)) return 0;
    if (call.action) call.action();
    if (std::fflush(stdout) != 0) throw Error("the output cannot be written", "standard output", "free some space");
    return 0;
  } catch (const UsageError& error) {
    return print_error(json, error, 2);
  } catch (const Error& error) {
    return print_error(json, error, 1);
  } catch (const std::bad_alloc&) {
    return print_error(json, Error("there is not enough memory", "", "use a smaller --rank or less data"), 1);
  } catch (const std::exception& error) {
    return print_error(json, Error(error.what()), 1);
  }
}

}  // namespace

int main(int count, char** args) {
#ifdef __GLIBC__
  // Return the memory of large tables to the system when they are freed. By default the thresholds grow with the
  // tables.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
#endif
  return run(count, args);
}
