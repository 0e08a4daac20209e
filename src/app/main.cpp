#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

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

int run(int count, char** words) {
  app::Call call;
  app::CommandLine line;
  for (const auto add : {app::add_train,     app::add_tune,     app::add_validate,  app::add_evaluate, app::add_predict,
                         app::add_recommend, app::add_similar,  app::add_compare,   app::add_report,   app::add_ask,
                         app::add_plot,      app::add_complete, app::add_transform, app::add_mix,      app::add_serve,
                         app::add_split,     app::add_export,   app::add_info,      app::add_demo,     app::add_help})
    add(line, call);

  const bool json = std::any_of(words, words + count, [](std::string_view word) { return word == "--json"; });
  try {
    if (!line.parse(count, words)) return 0;
    if (call.action) call.action();
    if (std::fflush(stdout) != 0) throw Error("the answer cannot be written", "standard output", "free some space");
    return 0;
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

int main(int count, char** words) {
#ifdef __GLIBC__
  // Large tables go back to the system once they are freed; left alone, the thresholds grow with them.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
#endif
  return run(count, words);
}
