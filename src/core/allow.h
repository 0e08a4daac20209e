// Refuses an option's value that does not go with the rest of a command line.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"

namespace kinfold {

// `with` names what the value does not go with. A UsageError lists the allowed values.
inline void check_allowed(const std::string& option, const std::string& value, const std::string& with,
                          const std::vector<std::string>& allowed) {
  if (std::ranges::find(allowed, value) == allowed.end())
    throw UsageError(option + " '" + value + "' does not go with " + with, "--" + option,
                     known_choices(value, allowed));
}

}  // namespace kinfold
