// Warnings of one run: printed at once, and kept for its JSON output.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct Warnings {
  bool strict = false;                // evaluation warnings are errors
  std::vector<std::string> warnings;  // so far

  void warn(const std::string& text);
  // The evaluation is flattering or incomplete: an Error with --strict.
  void warn_evaluation(const std::string& text);
};

}  // namespace kinfold::app
