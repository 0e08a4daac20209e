// The man page, generated from the description of the command line.
#pragma once
#include <string>
#include <vector>

#include "cli/command_line.h"

namespace kinfold::app {

// The man page of all verbs in roff.
std::string man_page(const std::vector<VerbInfo>& verbs);

}  // namespace kinfold::app
