// Trains a model of links or triples from arrays: the way in for programs that hold their data already.
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
  std::optional<Triples> validation;          // further facts to validate on, with their own vocabularies
  std::optional<NodeFeatures> features = {};  // of entities, for an encoder
};

// Told how the entities are cut and what the training holds at most, once the facts are known and before it begins.
using PlanCallback = std::function<void(const PartitionPlan&)>;

// Trains and returns the model of the best epoch by the filtered mean reciprocal rank of validation facts, or of the
// last one without them. Progress counts facts as ratings. The result does not depend on the number of threads.
GraphModel train_graph(GraphData data, const GraphTrainOptions& options, const ProgressCallback& callback = {},
                       const PlanCallback& plan_callback = {});

}  // namespace kinfold
