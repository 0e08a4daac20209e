// Baselines for node classification, which show the benefit of propagation:
//
//   majority           the most frequent class for every node
//   features only      logistic regression on the features, without links
//   mlp                the network without propagation
//   label propagation  F <- 0.9 S F + 0.1 Y, 50 times; S is the symmetrically normalized adjacency matrix (normalized
//   by
//                      row for directed links), Y the training labels (Zhou, Bousquet, Lal, Weston, Schoelkopf 2004)
#pragma once
#include "nodes/label_trainer.h"

namespace kinfold {

// Trains the baselines that differ from the model, with the same options and without a time budget.
std::vector<NodeModel::Baseline> label_baselines(const NodeModel& model, const NodeTrainingSet& training_set,
                                                 const NodeTrainOptions& options, Pool& pool);

}  // namespace kinfold
