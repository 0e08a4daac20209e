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
  for (const auto& [name, text] : call.cli_options) TrainOptions::field(name).set(options, text);
  return options;
}

}  // namespace

TrainOptions Call::options() const { return apply(*this, TrainOptions()); }

TrainOptions Call::options(const std::string& task) const {
  TrainOptions unset;
  unset.solver = unset.model = "";
  const TrainOptions requested = apply(*this, unset);
  return apply(*this, TrainOptions::defaults(task, requested.solver, requested.model, requested.encoder));
}

TrainOptions Call::training_options(const std::string& task) const {
  const TrainOptions result = options(task);
  if (!config.empty())
    for (const std::string& name : config_names(config)) check_applies(name, result);
  for (const auto& [name, text] : cli_options) check_applies(name, result);
  return result;
}

void Call::print_json(Json result) const {
  if (!model_checksum.empty()) result["checksum"] = model_checksum;
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

RatingFields rating_fields(const std::string& task) {
  return task == "likes" ? RatingFields::kLikes : RatingFields::kValues;
}

namespace {

// --columns without the roles that are not read, because a source of pairs may lack the value and time columns.
std::string select_roles(const std::string& columns, RatingFields fields) {
  std::string selected;
  for (std::size_t begin = 0; begin < columns.size();) {
    const std::size_t end = std::min(columns.find(',', begin), columns.size());
    const std::string part = columns.substr(begin, end - begin);
    const bool pairs = fields == RatingFields::kPairs || fields == RatingFields::kTimedPairs;
    if (!(pairs && part.starts_with("value=")) && !(fields == RatingFields::kPairs && part.starts_with("time=")))
      selected += (selected.empty() ? "" : ",") + part;
    begin = end + 1;
  }
  return selected;
}

}  // namespace

RatingsInput load_ratings(Call& call, const std::string& text, const TrainOptions& options, RatingFields fields) {
  SourceOptions read_options = source_options(options);
  read_options.columns = select_roles(read_options.columns, fields);
  Source source(text, read_options);
  RatingRoles roles = find_rating_roles(source, fields == RatingFields::kValues);
  // Ignore the other columns of a source of pairs.
  if (fields == RatingFields::kPairs || fields == RatingFields::kTimedPairs) roles.value = -1;
  if (fields == RatingFields::kPairs) roles.time = -1;
  RatingsInput input;
  input.ratings = read_ratings(source, roles, input.report);
  std::vector<std::string> names;
  for (int role : {roles.user, roles.item, roles.value, roles.time})
    if (role >= 0) names.push_back(source.columns()[std::size_t(role)].name);
  input.columns = join(names);
  warn_bad_rows(call, text, input.report);
  return input;
}

void warn_bad_rows(Call& call, const std::string& source, const ReadReport& report) {
  if (report.bad > 0)
    call.warn(fmt::format("{}: {} bad row{} skipped; the first: {}", source, report.bad,
                          report.bad == 1 ? " was" : "s were", join(report.examples, "; ")));
}

std::vector<std::string> load_ids(const std::string& text, const TrainOptions& options) {
  SourceOptions read_options = source_options(options);
  read_options.one_column = true;
  read_options.columns = "";
  Source source(text, read_options);
  return read_ids(source);
}

std::vector<std::pair<std::string, float>> load_user_ratings(const std::string& text, const TrainOptions& options,
                                                             bool has_values) {
  std::vector<std::pair<std::string, float>> ratings;
  if (!has_values) {
    for (std::string& id : load_ids(text, options)) ratings.emplace_back(std::move(id), 1.0f);
    return ratings;
  }
  SourceOptions read_options = source_options(options);
  read_options.columns = "";
  Source source(text, read_options);
  for (const auto& [id, value] : read_names(source)) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number))
      throw Error("'" + value + "' is not a number", text + ", item " + id,
                  "the first column must be the item and the second its value");
    ratings.emplace_back(id, float(number));
  }
  return ratings;
}

bool is_terminal(int file) { return isatty(file); }

}  // namespace kinfold::app
