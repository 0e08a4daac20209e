// Completion scripts for shells, generated from the description of the command line.
#pragma once
#include <string>
#include <vector>

#include "cli/command_line.h"

namespace kinfold::app {

inline const std::vector<std::string> kShells = {"bash", "zsh", "fish"};

// The completion script for a shell of kShells. Throws a UsageError for any other shell.
std::string completions(const std::vector<VerbInfo>& verbs, const std::string& shell);

}  // namespace kinfold::app
