// A network learns from labels: epochs of the whole graph, or of batches of nodes with sampled neighbours.
#pragma once
#include "loss/labels.h"
#include "model/node_model.h"
#include "train/options.h"
#include "train/run.h"

namespace kinfold {

// What a network learns from: rows of nodes.
struct LabelLesson {
  const Sparse& mix;
  const Sparse& features;
  LabelTargets train, valid;          // the latter without rows where there is none
  const TypedLinks* typed = nullptr;  // of networks that mix by relation
};

struct LearnedLabels {
  std::vector<Table> parameters;
  Table scores, hidden;  // of the best epoch
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;
  std::string stopped;
};

LearnedLabels learn_labels(const LabelLesson& lesson, const NetworkShape& shape, const Options& options, Pool& pool,
                           const Watch& watch = {});

// The share of labelled nodes whose likeliest class is a label; of several classes the micro-averaged F1 at a score
// above 0.
double label_score(const Table& scores, const LabelTargets& targets);

}  // namespace kinfold
