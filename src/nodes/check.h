// Validation of the training options of node classification.
#pragma once
#include "nodes/options.h"

namespace kinfold {

// Throws a UsageError if an option has an unknown value or if options contradict each other.
void check_node_options(const NodeTrainOptions& options);

}  // namespace kinfold
