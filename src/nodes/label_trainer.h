// Trains a network for node classification, on the whole graph or on batches of nodes with sampled neighbours.
#pragma once
#include "nodes/label_loss.h"
#include "nodes/node_model.h"
#include "nodes/options.h"
#include "train/progress.h"

namespace kinfold {

// The training data of a network: matrices with one row per node, and labels. References must outlive the training.
struct NodeTrainingSet {
  const CsrMatrix& adj;
  const CsrMatrix& features;
  LabelTargets train, validation;           // validation has no rows if there is none
  const TypedLinks* typed_links = nullptr;  // only for rgcn
};

struct NodeTrainingResult {
  std::vector<Matrix> parameters;
  Matrix scores, hidden;  // of the best epoch, or of the last one without validation
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;
  std::string stop_reason;
};

// The result does not depend on the number of threads. Throws an Error if the training diverges.
NodeTrainingResult train_network(const NodeTrainingSet& training_set, const NetworkSpec& spec,
                                 const NodeTrainOptions& options, Pool& pool, const ProgressCallback& callback = {});

// The accuracy on the labelled nodes; for several classes per node, the micro-averaged F1 of all scores above 0.
double label_score(const Matrix& scores, const LabelTargets& targets);

}  // namespace kinfold
