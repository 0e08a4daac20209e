#include "report/warnings.h"

#include <fmt/format.h>

#include "core/error.h"

namespace kinfold::app {

void Warnings::warn(const std::string& text) {
  warnings.push_back(text);
  fmt::print(stderr, "warning: {}\n", text);
}

void Warnings::warn_evaluation(const std::string& text) {
  if (strict) throw Error(text, "--strict", "correct the split, or evaluate without --strict and report the warning");
  warn(text);
}

}  // namespace kinfold::app
