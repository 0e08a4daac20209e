// A network learns from labels: epochs of the whole graph, or of batches of nodes with sampled neighbours.
#pragma once
#include "nodes/label_loss.h"
#include "nodes/node_model.h"
#include "nodes/options.h"
#include "train/progress.h"

namespace kinfold {

// What a network learns from: rows of nodes.
struct NodeTrainingSet {
  const CsrMatrix& adj;
  const CsrMatrix& features;
  LabelTargets train, validation;           // the latter without rows where there is none
  const TypedLinks* typed_links = nullptr;  // of networks that mix by relation
};

struct NodeTrainingResult {
  std::vector<Matrix> parameters;
  Matrix scores, hidden;  // of the best epoch
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;
  std::string stop_reason;
};

NodeTrainingResult train_network(const NodeTrainingSet& training_set, const NetworkSpec& spec,
                                 const NodeTrainOptions& options, Pool& pool, const ProgressCallback& callback = {});

// The share of labelled nodes whose likeliest class is a label; of several classes the micro-averaged F1 at a score
// above 0.
double label_score(const Matrix& scores, const LabelTargets& targets);

}  // namespace kinfold
