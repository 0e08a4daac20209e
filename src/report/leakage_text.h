// Describes how training facts leak test facts.
#pragma once
#include <string>
#include <vector>

#include "data/vocabulary.h"
#include "kg/leaked_facts.h"

namespace kinfold::app {

// One line for each of the four rules that leak the most test facts, then a line with the total. `facts` is the number
// of test facts. Empty if no fact is leaked.
std::vector<std::string> leakage_lines(const TestLeakage& leaked, std::size_t facts, const Vocabulary& relations);

}  // namespace kinfold::app
