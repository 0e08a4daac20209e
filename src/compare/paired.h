// What models score unit by unit on one test, and what one is better than another: the same units, so that what is hard
// for both does not blur the difference.
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

// A metric is the mean of its units' values, or the square root of the mean. Units are numbered by the test: rows,
// facts, nodes or users, by the task; those that a model cannot score are not there.
struct UnitScores {
  std::string metric, unit;
  bool greater_is_better = true, root = false;
  std::map<std::uint32_t, double> values;
  std::vector<std::uint32_t> group;  // of each unit, resampled together: its user; empty: each by itself
};

// Ratings: rmse, of rows; votes: log_loss, of rows; likes: ndcg@10, of users (factorization/rating.h, votes.h,
// ranking.h).
UnitScores unit_scores(const Model& model, const Ratings& test, Pool& pool);
// mrr, of facts whose names are known (kg/triple_ranking.h).
UnitScores unit_scores(const GraphModel& model, const Triples& test, Pool& pool);
// accuracy, of nodes of one class whose label was not shown.
UnitScores unit_scores(const NodeModel& model, const NodeLabels& test);

struct PairedComparison {
  std::size_t units = 0;         // that both can score
  double first = 0, second = 0;  // the metric over these
  Metric difference{};           // second - first; interval by bootstrap over groups of units
  double better = 0, worse = 0;  // shares of units at which the second is better, and worse, than the first
};

// An Error where no unit is scored by both.
PairedComparison compare(const UnitScores& first, const UnitScores& second, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
