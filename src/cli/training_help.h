// The text of `help VERB TASK`: the options that apply to a task, model and solver, with their defaults.
#pragma once
#include <string>

#include "registry/options.h"

namespace kinfold::app {

// `usage` lists the arguments after the task: "SOURCE --out FILE".
std::string training_help(const std::string& verb, const std::string& usage, const TrainOptions& options);

// The options of data sources, which all tasks share.
std::string data_help();

// All training options with the tasks that they apply to.
std::string all_options_help();

}  // namespace kinfold::app
