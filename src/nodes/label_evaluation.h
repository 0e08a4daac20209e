// Evaluates predicted node labels, with bootstrap confidence intervals over the nodes.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "nodes/node_model.h"

namespace kinfold {

//   accuracy   fraction of nodes whose most probable class is their label; only for one class per node
//   log_loss   mean of -log of the probability of the label; for several classes per node, summed over all classes
//   micro_f1   2 hits / (predictions + labels) over all nodes and classes; equals the accuracy for one class per node
//   macro_f1   mean F1 over the classes that have a label or a prediction
// For several classes per node, all classes with a probability above 1/2 are predicted.
inline const std::vector<std::string> kLabelMetrics = {"accuracy", "log_loss", "micro_f1", "macro_f1"};

struct ClassScores {
  std::string name;
  std::size_t nodes = 0, predicted = 0, hits = 0;  // nodes with the label; with the prediction; with both
};

struct LabelScores {
  std::string name;  // the kind of the model, or the name of the baseline
  std::map<std::string, Metric> metrics;
};

struct LabelReport {
  std::size_t nodes = 0, unseen_nodes = 0;          // evaluated nodes; labelled nodes that are not in the model
  std::size_t unseen_classes = 0;                   // test classes unseen in training
  std::size_t in_training = 0;                      // test nodes with a training or validation label: leakage
  std::vector<LabelScores> scores;                  // of the model, then of the baselines
  std::vector<ClassScores> classes;                 // of the model
  std::vector<std::vector<std::size_t>> confusion;  // [label][prediction]; only for one class per node
};

// Nodes are matched by name. Nodes with a training or validation label are excluded and counted.
LabelReport evaluate_nodes(const NodeModel& model, const NodeLabels& test, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
