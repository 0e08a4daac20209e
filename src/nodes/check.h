// Refuses options of node classification that do not go together.
#pragma once
#include "nodes/options.h"

namespace kinfold {

void check_node_options(const NodeTrainOptions& options);

}  // namespace kinfold
