// Splits the labels of nodes into training and test labels. All labels of a node are in the same part. The nodes and
// their links stay in the graph.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "nodes/labels.h"

namespace kinfold {

//   per-class:K      trains on K nodes of each class (default 20), or on at least K if nodes have several labels. All
//                    other nodes are held out. Throws an Error if a class has K nodes or fewer.
//   random:FRACTION  holds out a random fraction of the nodes (default 0.1), or fewer: each class keeps a training
//   node. k-fold:K         folds 0 ... K - 1, stratified by the first label of a node.
inline const std::vector<std::string> kLabelSplitStrategies = {"per-class", "random", "k-fold"};

bool is_label_split_strategy(const std::string& text);  // whether it begins with the name of a split

// Returns a mark for each label: 0 for training and 1 for held out; for k-fold, the fold (data/folds.h). Throws a
// UsageError with the known splits if the strategy is unknown.
std::vector<std::uint8_t> split_labels(const NodeLabels& labels, const std::string& strategy, std::uint64_t seed);

}  // namespace kinfold
