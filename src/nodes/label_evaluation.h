// How well nodes' labels are told, with bootstrap intervals over nodes.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "nodes/node_model.h"

namespace kinfold {

//   accuracy   share of nodes whose likeliest class is their label (one class a node)
//   log_loss   mean of -log of the chance given to it
//   micro_f1   2 hits / (told + labels) over all nodes and classes; of one class a node it is the accuracy
//   macro_f1   mean over the classes with a label or told of that class's F1
// Of several classes a node those with a chance above one half are told.
inline const std::vector<std::string> kLabelMetrics = {"accuracy", "log_loss", "micro_f1", "macro_f1"};

struct ClassScores {
  std::string name;
  std::size_t nodes = 0, predicted = 0, hits = 0;  // with that label; that were told to have it; both
};

struct LabelScores {
  std::string name;  // the model's kind or the baseline's
  std::map<std::string, Metric> metrics;
};

struct LabelReport {
  std::size_t nodes = 0, unseen_nodes = 0;          // labelled test nodes that the model knows; that it does not
  std::size_t unseen_classes = 0;                   // labels of classes that training does not show: always wrong
  std::size_t in_training = 0;                      // nodes whose label was trained on or validated on: a leak
  std::vector<LabelScores> scores;                  // the model's first, then the baselines'
  std::vector<ClassScores> classes;                 // of the model
  std::vector<std::vector<std::size_t>> confusion;  // [label][told], of one class a node
};

// Nodes are found by name; nodes whose label training showed are left out and counted.
LabelReport evaluate_nodes(const NodeModel& model, const NodeLabels& test, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
