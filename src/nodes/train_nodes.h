// Trains a model of node classification from data in memory.
#pragma once
#include <optional>

#include "nodes/node_model.h"
#include "nodes/options.h"
#include "train/progress.h"

namespace kinfold {

struct NodeData {
  Triples links;
  NodeLabels labels;                     // training labels
  std::optional<NodeLabels> validation;  // validation labels
  std::optional<NodeFeatures> features;
};

// Trains on the whole graph and the training labels (transductive). Returns the model of the epoch with the highest
// score on the validation labels (label_score(); ties by the lowest loss), or of the last epoch if there are none. The
// result does not depend on the number of threads. Throws a UsageError for invalid options, and an Error if labels,
// features and graph do not fit together or if the training diverges.
NodeModel train_nodes(NodeData data, const NodeTrainOptions& options, const ProgressCallback& callback = {});

}  // namespace kinfold
