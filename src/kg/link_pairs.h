// Compares held-out links with the same number of node pairs that are not links.
#pragma once
#include "kg/graph_evaluation.h"

namespace kinfold {

// Adds the metrics auc and average_precision to `part`. The pairs are sampled uniformly from all pairs of two different
// nodes of the model that are not in `excluded`. Adds nothing if there are no links or no such pairs.
void add_pair_metrics(const GraphModel& model, std::span<const Triple> links,
                      std::initializer_list<std::span<const Triple>> excluded, const GraphEvaluationOptions& options,
                      GraphMetrics& part, Pool& pool);

}  // namespace kinfold
