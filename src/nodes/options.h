// The training options of node classification.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "data/options.h"
#include "gnn/network.h"
#include "gnn/options.h"
#include "optimizer/options.h"
#include "train/options.h"

namespace kinfold {

// The losses: softmax for one class per node, logistic for several. The models are kNetworks (gnn/network.h).
const std::vector<std::string>& node_losses();

struct NodeOptions {
  std::string graph;
  std::string class_weights = "uniform";
  bool multi_label = false;
  bool baselines = true;
  int num_neighbors = 0;  // 0 is "all"

  static std::vector<OptionField<NodeOptions>> fields() {
    using O = NodeOptions;
    return {
        {.name = "graph", .value = "SOURCE", .member = &O::graph, .help = "The links between nodes."},
        {.name = "class-weights",
         .value = "NAME",
         .member = &O::class_weights,
         .help = "Weigh nodes uniformly, or classes equally (balanced).",
         .choices = {"uniform", "balanced"}},
        {.name = "multi-label",
         .value = "yes|no",
         .member = &O::multi_label,
         .help = "Allow several classes per node."},
        {.name = "baselines",
         .value = "yes|no",
         .member = &O::baselines,
         .help = "Also train simple baselines for comparison."},
        {.name = "num-neighbors",
         .value = "N|all",
         .member = &O::num_neighbors,
         .help = "Neighbors sampled per node and layer in mini-batches; all trains on the whole graph.",
         .min = 1,
         .max = 1e6,
         .zero_word = "all",
         .when = [](const TrainingChoice& c) { return c.model != "rgcn"; }},
    };
  }
};

using NodeTrainOptions =
    OptionSet<ModelOptions, NodeOptions, BatchOptions, DropoutOptions, LayerCountOptions, GcnOptions,
              PropagationOptions, RgcnOptions, FeatureColumnOptions, OptimizerOptions, RunOptions, BudgetOptions,
              ValidationOptions, EarlyStoppingOptions, SelfLoopOptions, DataOptions>;

}  // namespace kinfold
