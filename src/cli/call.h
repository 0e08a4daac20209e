// One command line: what was asked, and how answers and complaints are given.
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
  std::string config;                                      // a TOML file
  std::vector<std::pair<std::string, std::string>> cli_options;  // options of the command line
  std::function<void()> action;                            // the chosen verb
  std::string model_checksum;  // the checksum of the model file that an answer is about, which is then said

  TrainOptions options() const;                         // defaults, then the file, then the command line
  TrainOptions options(const std::string& task) const;  // the same from what suits the task and the solver asked for
  // The same; a UsageError names an option that does not apply.
  TrainOptions training_options(const std::string& task) const;
  void print_json(Json result) const;       // with the warnings, to stdout
};

// Ratings of a source with what is said of them.
struct RatingsInput {
  Ratings ratings;
  std::string columns;  // "userId, movieId, rating, timestamp"
  ReadReport report;
};
SourceOptions source_options(const TrainOptions& options);
// What is read beside user and item. Likes may have a value, and pairs are asked for with their time at most.
enum class RatingFields { kValues, kLikes, kPairs, kTimedPairs };
RatingFields rating_fields(const std::string& task);
RatingsInput load_ratings(Call& call, const std::string& source, const TrainOptions& options, RatingFields fields = RatingFields::kValues);
// A warning that names the first ones, if there are any.
void warn_bad_rows(Call& call, const std::string& source, const ReadReport& report);
// The ids in the first column of a source.
std::vector<std::string> load_ids(const std::string& source, const TrainOptions& options);
// Items and values in the first two columns of a source; all values are 1 where none are wanted.
std::vector<std::pair<std::string, float>> load_user_ratings(const std::string& source, const TrainOptions& options,
                                                       bool has_values);

bool is_terminal(int file);

void add_train(CommandLine& line, Call& call);
void add_tune(CommandLine& line, Call& call);
void add_cross_validate(CommandLine& line, Call& call);
void add_evaluate(CommandLine& line, Call& call);
void add_predict(CommandLine& line, Call& call);
void add_recommend(CommandLine& line, Call& call);
void add_similar(CommandLine& line, Call& call);
void add_query(CommandLine& line, Call& call);
void add_compare(CommandLine& line, Call& call);
void add_report(CommandLine& line, Call& call);
void add_split(CommandLine& line, Call& call);
void add_export(CommandLine& line, Call& call);
void add_info(CommandLine& line, Call& call);
void add_impute(CommandLine& line, Call& call);
void add_transform(CommandLine& line, Call& call);
void add_plot(CommandLine& line, Call& call);
void add_mix(CommandLine& line, Call& call);
void add_serve(CommandLine& line, Call& call);
void add_demo(CommandLine& line, Call& call);
void add_help(CommandLine& line, Call& call);

}  // namespace kinfold::app
