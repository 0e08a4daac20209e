// Paired comparison of two models on one test set. Both models are scored on the same units, so that units that are
// difficult for both models do not add variance to the difference.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "factorization/model.h"
#include "kg/graph_model.h"
#include "nodes/labels.h"
#include "nodes/node_model.h"

namespace kinfold {

// The values of a metric per unit of the test set. The metric is their mean, or the square root of their mean if
// `root`. Units are rows, users, facts or nodes, depending on the task, numbered as in the test set. Units that the
// model cannot score are absent.
struct UnitScores {
  std::string metric, unit;
  bool greater_is_better = true, root = false;
  std::map<std::uint32_t, double> values;
  std::vector<std::uint32_t> group;  // unit -> group that is resampled together (its user); empty: each unit alone
};

// ratings: rmse over rows; votes: log_loss over rows; likes: ndcg@10 over users.
UnitScores unit_scores(const Model& model, const Ratings& test, Pool& pool);
// links and triples: mrr over the facts without unseen names (kg/triple_ranking.h).
UnitScores unit_scores(const GraphModel& model, const Triples& test, Pool& pool);
// nodes: accuracy over the nodes whose label was not used in training or validation.
UnitScores unit_scores(const NodeModel& model, const NodeLabels& test);

struct PairedComparison {
  std::size_t units = 0;         // units that both models can score
  double first = 0, second = 0;  // the metric over these units
  Metric difference{};           // second - first, with a bootstrap interval over groups of units
  double better = 0, worse = 0;  // fractions of units on which the second model is better, or worse, than the first
};

// Throws an Error if the metrics differ or if no unit is scored by both models.
PairedComparison compare(const UnitScores& first, const UnitScores& second, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
