// Refuses options of links and triples that do not go together.
#pragma once
#include "kg/options.h"

namespace kinfold {

void check_graph_options(const GraphTrainOptions& options);

}  // namespace kinfold
