#include "cli/call.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/config_file.h"
#include "core/error.h"
#include "registry/applicability.h"

namespace kinfold::app {
namespace {

TrainOptions apply(const Call& call, TrainOptions options) {
  if (!call.config.empty()) read_config(call.config, options);
  for (const auto& [name, text] : call.given) TrainOptions::field(name).set(options, text);
  return options;
}

}  // namespace

TrainOptions Call::options() const { return apply(*this, TrainOptions()); }

TrainOptions Call::options(const std::string& task) const {
  TrainOptions unset;
  unset.solver = unset.model = "";
  const TrainOptions wanted = apply(*this, unset);
  return apply(*this, TrainOptions::defaults(task, wanted.solver, wanted.model, wanted.encoder));
}

TrainOptions Call::training_options(const std::string& task) const {
  const TrainOptions result = options(task);
  if (!config.empty())
    for (const std::string& name : config_names(config)) check_applies(name, result);
  for (const auto& [name, text] : given) check_applies(name, result);
  return result;
}

void Call::warn(const std::string& text) {
  warnings.push_back(text);
  fmt::print(stderr, "note: {}\n", text);
}

void Call::doubt(const std::string& text) {
  if (strict) throw Error(text, "--strict", "mend the split, or measure without --strict and tell of it");
  warn(text);
}

void Call::answer(Json result) const {
  if (!measured.empty()) result["checksum"] = measured;
  if (!result.contains("warnings")) result["warnings"] = warnings;
  fmt::print("{}\n", result.dump(2, ' ', false, Json::error_handler_t::replace));
}

SourceOptions source_options(const TrainOptions& options) {
  return {options.columns,
          options.delimiter,
          options.header,
          options.encoding,
          options.on_bad_row == "skip",
          std::size_t(options.threads),
          false};
}

Read read_of(const std::string& task) { return task == "likes" ? Read::kLikes : Read::kValues; }

namespace {

// --columns without the roles that are not read: a source of pairs need not have the ratings' other columns.
std::string columns_read(const std::string& columns, Read read) {
  std::string kept;
  for (std::size_t begin = 0; begin < columns.size();) {
    const std::size_t end = std::min(columns.find(',', begin), columns.size());
    const std::string part = columns.substr(begin, end - begin);
    const bool pairs = read == Read::kPairs || read == Read::kTimedPairs;
    if (!(pairs && part.starts_with("value=")) && !(read == Read::kPairs && part.starts_with("time=")))
      kept += (kept.empty() ? "" : ",") + part;
    begin = end + 1;
  }
  return kept;
}

}  // namespace

Loaded load_ratings(Call& call, const std::string& text, const TrainOptions& options, Read read) {
  SourceOptions asked = source_options(options);
  asked.columns = columns_read(asked.columns, read);
  Source source(text, asked);
  RatingRoles roles = find_rating_roles(source, read == Read::kValues);
  // Where pairs are asked for, what else is there may be anything.
  if (read == Read::kPairs || read == Read::kTimedPairs) roles.value = -1;
  if (read == Read::kPairs) roles.time = -1;
  Loaded loaded;
  loaded.ratings = read_ratings(source, roles, loaded.report);
  std::vector<std::string> names;
  for (int role : {roles.user, roles.item, roles.value, roles.time})
    if (role >= 0) names.push_back(source.columns()[std::size_t(role)].name);
  loaded.columns = join(names);
  warn_of_bad_rows(call, text, loaded.report);
  return loaded;
}

void warn_of_bad_rows(Call& call, const std::string& source, const ReadReport& report) {
  if (report.bad > 0)
    call.warn(fmt::format("{}: {} bad row{} left out; the first: {}", source, report.bad,
                          report.bad == 1 ? " was" : "s were", join(report.examples, "; ")));
}

std::vector<std::string> load_ids(const std::string& text, const TrainOptions& options) {
  SourceOptions asked = source_options(options);
  asked.one_column = true;
  asked.columns = "";
  Source source(text, asked);
  return read_ids(source);
}

std::vector<std::pair<std::string, float>> load_tastes(const std::string& text, const TrainOptions& options,
                                                       bool valued) {
  std::vector<std::pair<std::string, float>> tastes;
  if (!valued) {
    for (std::string& id : load_ids(text, options)) tastes.emplace_back(std::move(id), 1.0f);
    return tastes;
  }
  SourceOptions asked = source_options(options);
  asked.columns = "";
  Source source(text, asked);
  for (const auto& [id, value] : read_names(source)) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number))
      throw Error("'" + value + "' is not a number", text + ", item " + id,
                  "the first column is the item, the second its value");
    tastes.emplace_back(id, float(number));
  }
  return tastes;
}

Json json_of(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string grouped(std::size_t count) {
  std::string text = std::to_string(count);
  for (int at = int(text.size()) - 3; at > 0; at -= 3) text.insert(std::size_t(at), ",");
  return text;
}

bool terminal(int file) { return isatty(file); }

}  // namespace kinfold::app
