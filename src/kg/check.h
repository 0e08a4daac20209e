// Validation of the training options of links and triples.
#pragma once
#include "kg/options.h"

namespace kinfold {

// Throws a UsageError if an option has an unknown value or if options contradict each other.
void check_graph_options(const GraphTrainOptions& options);

}  // namespace kinfold
