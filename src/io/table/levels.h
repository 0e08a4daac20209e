// Orders the levels of a column by their meaning or frequency.
#pragma once
#include <string>
#include <vector>

#include "io/cells.h"

namespace kinfold {

// Levels of a column with at most two distinct texts: a negative word (no, n, false, 0, ...) first, else by number,
// else alphabetically.
std::vector<std::string> boolean_levels(const TextCells& cells);

// Levels by descending frequency; ties alphabetically.
std::vector<std::string> category_levels(const TextCells& cells);

// Levels by number if all are numbers (sets `by_number` to true), else by first appearance.
std::vector<std::string> ordinal_levels(const TextCells& cells, bool& by_number);

// The index of each row's text in `levels`; NaN for a missing cell. All texts must be levels.
std::vector<float> level_indices(const TextCells& cells, const std::vector<std::string>& levels);

}  // namespace kinfold
