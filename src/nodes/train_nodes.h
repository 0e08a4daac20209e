// Trains a model that labels the nodes of a graph, from arrays: the way in for programs that hold their data already.
#pragma once
#include <optional>

#include "nodes/node_model.h"
#include "nodes/options.h"
#include "train/progress.h"

namespace kinfold {

struct NodeData {
  Triples links;
  NodeLabels labels;                     // of training
  std::optional<NodeLabels> validation;  // further labels to validate on
  std::optional<NodeFeatures> features;
};

// The whole graph is seen, of the labels those of training alone. Returns the model of the best epoch by the share of
// validation nodes whose label it tells, equal shares by the loss; or of the last epoch without them. Progress counts
// labelled nodes as ratings. The result does not depend on the number of threads.
NodeModel train_nodes(NodeData data, const NodeTrainOptions& options, const ProgressCallback& callback = {});

}  // namespace kinfold
