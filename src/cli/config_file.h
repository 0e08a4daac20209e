// TOML files of options and of searches.
#pragma once
#include <string>
#include <vector>

#include "registry/options.h"

namespace kinfold::app {

// The names of the options that a file sets.
std::vector<std::string> config_names(const std::string& path);

// Sets these options.
void read_config(const std::string& path, TrainOptions& options);

// Text that read_config() reads back: the options that apply and differ from the defaults of their task, solver and
// model, and those named in `always`.
std::string config_text(const TrainOptions& options, const std::vector<std::string>& always);

// A search: numbers `trials` and `halving` (0 where absent), and a table [range] of NAME = "LOW..HIGH:log",
// NAME = ["a", "b"] or NAME = true for the usual range.
struct SearchFile {
  std::size_t trials = 0, halving = 0;
  std::vector<std::string> ranges;  // as --range takes them
};
SearchFile read_search(const std::string& path);

}  // namespace kinfold::app
