// What `help VERB TASK` prints: the options that apply to a task, model and solver, with their defaults, and no others.
#pragma once
#include <string>

#include "registry/options.h"

namespace kinfold::app {

// `usage` is what stands behind the task: "SOURCE --out FILE".
std::string training_help(const std::string& verb, const std::string& usage, const TrainOptions& options);

// How sources are read, for all tasks.
std::string data_help();

// Every option with the tasks that it belongs to.
std::string all_options_help();

}  // namespace kinfold::app
