// What the nodes of a graph have before they mix.
#pragma once
#include <string>

#include "cli/call.h"
#include "core/matrix.h"
#include "data/vocabulary.h"

namespace kinfold::app {

// Three numbers in [0, 1) a node, a stream of its own for each: red, green, blue.
Matrix random_colours(std::size_t nodes, std::uint64_t seed);

// The numeric columns of a source whose first column is the node; says which others and whose rows were left out. A
// node that is missing there, or lacks a number, is an Error.
Matrix load_start(Call& call, const std::string& source, const TrainOptions& options, const Vocabulary& nodes);

}  // namespace kinfold::app
