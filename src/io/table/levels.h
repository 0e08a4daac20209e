// The order of a column's levels, by what they say or how often they come.
#pragma once
#include <string>
#include <vector>

#include "io/cells.h"

namespace kinfold {

// Up to two texts: one that denies (no, n, false, 0, ...) stands first, else by number, else alphabetically.
std::vector<std::string> boolean_levels(const TextCells& cells);

// From the most frequent to the least, and alphabetically.
std::vector<std::string> category_levels(const TextCells& cells);

// By number where all are numbers, else by first appearance. `by_number` tells which.
std::vector<std::string> ordinal_levels(const TextCells& cells, bool& by_number);

// For each row the place of its text among the levels, NaN where it is missing. All texts are levels.
std::vector<float> level_indices(const TextCells& cells, const std::vector<std::string>& levels);

}  // namespace kinfold
