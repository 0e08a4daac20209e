// The warnings of a run. Each is printed to stderr at once and stored for the JSON output. Not thread-safe.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct Warnings {
  bool strict = false;                // treat evaluation warnings as errors
  std::vector<std::string> warnings;  // in the order of the calls

  void warn(const std::string& text);
  // For evaluations that are biased by leakage, or incomplete. Throws an Error if `strict`.
  void warn_evaluation(const std::string& text);
};

}  // namespace kinfold::app
