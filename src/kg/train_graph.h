// Trains a model of links or triples from data in memory.
#pragma once
#include <functional>
#include <optional>

#include "data/node_features.h"
#include "data/triples.h"
#include "kg/graph_model.h"
#include "kg/options.h"
#include "kg/partition_plan.h"
#include "train/progress.h"

namespace kinfold {

struct GraphData {
  Triples facts;
  std::optional<Triples> validation;          // validation facts, with their own vocabularies
  std::optional<NodeFeatures> features = {};  // features of the entities, for an encoder
};

// Receives the partitions and the estimated peak memory before training begins.
using PlanCallback = std::function<void(const PartitionPlan&)>;

// Trains and returns the model of the epoch with the highest filtered MRR on the validation facts, or of the last epoch
// if there are none. The examples of Progress are facts. The result does not depend on the number of threads. Throws a
// UsageError for invalid options, and an Error if there are no usable facts or if the training diverges.
GraphModel train_graph(GraphData data, const GraphTrainOptions& options, const ProgressCallback& callback = {},
                       const PlanCallback& plan_callback = {});

}  // namespace kinfold
