// TOML files of options and of searches.
#pragma once
#include <string>
#include <vector>

#include "train/options.h"

namespace kinfold::app {

// Sets the options that the file names.
void read_config(const std::string& path, Options& options);

// Text that read_config() reads back: the options that are not as by default, and those named in `always`.
std::string config_text(const Options& options, const std::vector<std::string>& always);

// A search: numbers `trials` and `halving` (0 where absent), and a table [range] of NAME = "LOW..HIGH:log",
// NAME = ["a", "b"] or NAME = true for the usual range.
struct SearchFile {
  std::size_t trials = 0, halving = 0;
  std::vector<std::string> ranges;  // as --range takes them
};
SearchFile read_search(const std::string& path);

}  // namespace kinfold::app
