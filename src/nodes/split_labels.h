// Withholding the labels of nodes, never the nodes: all labels of a node are trained on, or all are withheld.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "nodes/labels.h"

namespace kinfold {

//   per-class:K    K nodes of each class train [20], and where nodes have several labels at least K; the rest is
//                  withheld. A class of K nodes or fewer is an Error
//   random:SHARE   a random share of the nodes is withheld [0.1]; each class keeps a node to train on, so that it may
//                  be fewer
//   k-fold:K       folds 0 ... K - 1, each with its share of every class, by the first label of a node
inline const std::vector<std::string> kLabelSplitStrategies = {"per-class", "random", "k-fold"};

bool is_label_split_strategy(const std::string& text);  // does it begin with the name of a rule?

// Marks each row: 0 trains, 1 is withheld; of k-fold the fold (data/folds.h). A UsageError names the rules.
std::vector<std::uint8_t> split_labels(const NodeLabels& labels, const std::string& strategy, std::uint64_t seed);

}  // namespace kinfold
