// Scripts by which shells complete command lines, made of the command line itself.
#pragma once
#include <string>
#include <vector>

#include "cli/command_line.h"

namespace kinfold::app {

inline const std::vector<std::string> kShells = {"bash", "zsh", "fish"};

// A UsageError names the shells that are known.
std::string completions(const std::vector<ToldVerb>& verbs, const std::string& shell);

}  // namespace kinfold::app
