// The state of one command: its options, output format and warnings, and the data loaders that the verbs share.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "data/ratings.h"
#include "factorization/model.h"
#include "io/source.h"
#include "registry/options.h"
#include "report/format.h"
#include "report/warnings.h"

namespace kinfold::app {

struct Call : Warnings {
  bool json = false;
  std::string config;                                            // path of a TOML file of options
  std::vector<std::pair<std::string, std::string>> cli_options;  // (name, value) of the training options that are set
  std::function<void()> action;                                  // runs the verb
  std::string model_checksum;                                    // if set, print_json() adds it as "checksum"

  TrainOptions options() const;                         // defaults, overridden by the file, then by the command line
  TrainOptions options(const std::string& task) const;  // the same with the defaults of the task, solver and model
  // The same. Throws a UsageError if an option that is set does not apply to the task, model or solver.
  TrainOptions training_options(const std::string& task) const;
  void print_json(Json result) const;  // to stdout, with the warnings
};

// Ratings with the columns that they were read from.
struct RatingsInput {
  Ratings ratings;
  std::string columns;  // "userId, movieId, rating, timestamp"
  ReadReport report;
};
SourceOptions source_options(const TrainOptions& options);
// The columns that are read beside user and item: value and time, an optional value and time, none, or only the time.
enum class RatingFields { kValues, kLikes, kPairs, kTimedPairs };
RatingFields rating_fields(const std::string& task);
RatingsInput load_ratings(Call& call, const std::string& source, const TrainOptions& options,
                          RatingFields fields = RatingFields::kValues);
// Warns about skipped rows and shows the first ones, if there are any.
void warn_bad_rows(Call& call, const std::string& source, const ReadReport& report);
// The ids in the first column of a source.
std::vector<std::string> load_ids(const std::string& source, const TrainOptions& options);
// Items and values in the first two columns of a source. Without `has_values` each value is 1.
std::vector<std::pair<std::string, float>> load_user_ratings(const std::string& source, const TrainOptions& options,
                                                             bool has_values);

bool is_terminal(int file);

}  // namespace kinfold::app
