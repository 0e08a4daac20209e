// Parses the metrics and the relevance threshold that a command line requests for ratings, votes or likes.
#pragma once
#include <limits>
#include <string>
#include <vector>

#include "factorization/model.h"
#include "factorization/ranking.h"

namespace kinfold::app {

// The metrics of a task that are computed row by row, such as rmse. All other metrics are ranking metrics.
std::vector<std::string> row_metrics(const std::string& task);

struct RequestedMetrics {
  std::vector<std::string> rows;
  std::vector<RankingMetric> ranking;
};

// Parses metric names such as "rmse" or "ndcg@10". A ranking metric without a cutoff gets all cutoffs `ks`. Without
// names, returns the default metrics of the task. Throws a UsageError with the known names if a name is unknown.
RequestedMetrics requested_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks,
                                   const std::string& task);

// Ranking metrics count a test row as relevant if its value is at least this. For likes, all rows are relevant.
struct RelevanceThreshold {
  float value = -std::numeric_limits<float>::infinity();
  std::string text = "all test rows";
};

// `relevant` is a number as text. If it is empty, the threshold is the mean of the training values, except for likes.
// Throws a UsageError if it is not a number.
RelevanceThreshold relevance_threshold(const Model& model, const std::string& relevant);

}  // namespace kinfold::app
