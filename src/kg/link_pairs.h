// Withheld links beside as many pairs of nodes that are no links.
#pragma once
#include "kg/graph_evaluation.h"

namespace kinfold {

// Adds auc and average_precision to the part. Pairs are drawn alike from all that are not `known`, none of a node and
// itself; nodes of pairs come from those of the links' training.
void add_pair_metrics(const GraphModel& model, std::span<const Triple> links,
                      std::initializer_list<std::span<const Triple>> excluded, const GraphEvaluationOptions& options,
                      GraphMetrics& part, Pool& pool);

}  // namespace kinfold
