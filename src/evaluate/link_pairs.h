// Withheld links beside as many pairs of nodes that are no links.
#pragma once
#include "evaluate/graph_report.h"

namespace kinfold {

// Adds auc and average_precision to the part. Pairs are drawn alike from all that are not `known`, none of a node and
// itself; nodes of pairs come from those of the links' training.
void add_pair_metrics(const GraphModel& model, std::span<const Triple> links,
                      std::initializer_list<std::span<const Triple>> known, const GraphRule& rule, GraphPart& part,
                      Pool& pool);

}  // namespace kinfold
