// TOML files of training options, and of search spaces for kinfold tune.
#pragma once
#include <string>
#include <vector>

#include "registry/options.h"

namespace kinfold::app {

// The names of the options that a file sets.
std::vector<std::string> config_names(const std::string& path);

// Sets the options that a file names. Throws a UsageError with the path if a name is unknown or a value does not fit.
void read_config(const std::string& path, TrainOptions& options);

// The options as TOML, for read_config(). Holds the applicable options whose values differ from the defaults of their
// task, solver and model, and the options in `always`.
std::string config_text(const TrainOptions& options, const std::vector<std::string>& always);

// A search space. The file holds the numbers `trials` and `halving` (0 if absent) and a table [range] of
// NAME = "LOW..HIGH:log", NAME = ["a", "b"], or NAME = true for the default range.
struct SearchFile {
  std::size_t trials = 0, halving = 0;
  std::vector<std::string> ranges;  // in the syntax of --range
};
SearchFile read_search(const std::string& path);

}  // namespace kinfold::app
