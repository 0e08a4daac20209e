#include "nodes/check.h"

#include "core/allow.h"
#include "optimizer/schedule.h"

namespace kinfold {

void check_node_options(const NodeTrainOptions& options) {
  lr_factor(options.lr_schedule, 0, 1);
  check_allowed("model", options.model, "the task nodes", kNetworks);
  if (options.num_neighbors > 0 && options.model == "rgcn")
    throw UsageError("neighbor sampling does not support the model rgcn", "--num-neighbors", "leave it out");
  if (options.rank == 0)
    throw UsageError("the rank is chosen automatically for tables only", "--rank auto", "give a number");
  if (options.num_layers == 0)
    throw UsageError("a network needs at least one layer", "--num-layers 0",
                     "give a number above 0, or use --model sgc");
  if (options.directed && options.adjacency_normalization == "symmetric")
    throw UsageError("directed links cannot be normalized symmetrically", "--adjacency-normalization symmetric",
                     "use --adjacency-normalization row, or --directed no");
}

}  // namespace kinfold
