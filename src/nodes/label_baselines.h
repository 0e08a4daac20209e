// What simpler ways say of the same nodes, so that one sees what mixing buys:
//
//   majority           every node is of the most frequent class
//   features alone     logistic regression on the features, without links
//   unmixed            the network without its mixing
//   label propagation  F <- 0.9 S F + 0.1 Y, 50 times; S the links normalised symmetrically, Y the known labels
//                      (Zhou, Bousquet, Lal, Weston, Schoelkopf 2004)
#pragma once
#include "nodes/label_trainer.h"

namespace kinfold {

std::vector<NodeModel::Baseline> label_baselines(const NodeModel& model, const NodeTrainingSet& training_set,
                                                 const NodeTrainOptions& options, Pool& pool);

}  // namespace kinfold
