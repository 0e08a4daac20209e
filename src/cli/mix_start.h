// Initial node features for the verb mix.
#pragma once
#include <string>

#include "cli/call.h"
#include "core/matrix.h"
#include "data/vocabulary.h"

namespace kinfold::app {

// A random color for each node: a matrix of nodes x 3 (red, green, blue) in [0, 1). Each node has its own random
// stream.
Matrix random_colors(std::size_t nodes, std::uint64_t seed);

// The numeric columns of a source whose first column is the node, as a matrix of nodes x columns. Warns about skipped
// columns and rows. Throws an Error if a node is missing or lacks a number.
Matrix load_initial_features(Call& call, const std::string& source, const TrainOptions& options,
                             const Vocabulary& nodes);

}  // namespace kinfold::app
