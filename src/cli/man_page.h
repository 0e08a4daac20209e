// The page that man shows, made of the command line itself.
#pragma once
#include <string>
#include <vector>

#include "cli/command_line.h"

namespace kinfold::app {

std::string man_page(const std::vector<ToldVerb>& verbs);  // in roff

}  // namespace kinfold::app
