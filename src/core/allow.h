// Checks that the value of an option is compatible with the other options.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"

namespace kinfold {

// Throws a UsageError if `value` is not one of `allowed`. `with` describes what restricts the choice, such as
// "solver als for ratings"; the error lists the allowed values.
inline void check_allowed(const std::string& option, const std::string& value, const std::string& with,
                          const std::vector<std::string>& allowed) {
  if (std::ranges::find(allowed, value) == allowed.end())
    throw UsageError(option + " '" + value + "' cannot be used with " + with, "--" + option,
                     known_choices(value, allowed));
}

}  // namespace kinfold
