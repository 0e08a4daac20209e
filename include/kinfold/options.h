// Training options.
//
//   kinfold::TrainOptions options = kinfold::train_options("likes", {{"solver", "ials"}, {"rank", "32"}});
//   options.epochs = 8;                                        // every option is also a plain member
//   for (const auto* field : kinfold::applicable_fields(options))
//     std::cout << "--" << field->name << " " << field->get(options) << "  " << field->help << "\n";
//
// - kTasks: ratings, votes, likes, table, links, triples and nodes.
// - TrainOptions holds the options of all tasks. TrainOptions::defaults(task, solver, model, encoder) returns the
//   defaults of a task: they come from the papers or from validation. Names are those of the command line.
// - A trainer takes a smaller set, such as FactorizationTrainOptions. TrainOptions converts to each of them.
// - TrainOptions::fields() lists all options with their help, range and choices; field(name) returns one of them.
//   field(name).set(options, text) parses and checks a value; field(name).get(options) returns it as text.
// - applies(), tasks_of(), applicable_fields() and check_applies() say which options have an effect.
//
// Units: `lr` is the step size, `time_budget` and `checkpoint_interval` are seconds, `threads` 0 means one thread per
// processor core. Options whose value is a SOURCE (such as `user_features`) name files for the command line. C++ code
// passes the data itself; see <kinfold/train.h>.
//
// Errors: unknown names, values out of range and options without effect throw a UsageError.
// Thread safety: options are plain values; the functions here are thread-safe.
// Determinism: `seed` decides all random choices. Options with affects_model == false, such as `threads`, never change
// the model.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "registry/applicability.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {

// The defaults of a task, changed by names and texts as on the command line, without dashes. The solver, the model and
// the encoder select the defaults, wherever they are in the list. Throws a UsageError if a name is unknown, a value is
// invalid, or an option has no effect with this task, solver and model.
inline TrainOptions train_options(const std::string& task,
                                  const std::vector<std::pair<std::string, std::string>>& values = {}) {
  const auto value_of = [&](const char* name) {
    for (const auto& [key, text] : values)
      if (key == name) return text;
    return std::string();
  };
  TrainOptions options = TrainOptions::defaults(task, value_of("solver"), value_of("model"), value_of("encoder"));
  for (const auto& [name, text] : values) TrainOptions::field(name).set(options, text);
  for (const auto& [name, text] : values) check_applies(name, options);
  return options;
}

}  // namespace kinfold
