// What is said of facts that training tells by others.
#pragma once
#include <string>
#include <vector>

#include "data/vocabulary.h"
#include "kg/leaked_facts.h"

namespace kinfold::app {

// A line for each of the first few rules, and one of all facts; none where none is told.
std::vector<std::string> leakage_lines(const TestLeakage& leaked, std::size_t facts, const Vocabulary& relations);

}  // namespace kinfold::app
