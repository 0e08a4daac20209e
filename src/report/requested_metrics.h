// Which metrics a command line asks for, of tasks whose rows are of users and items.
#pragma once
#include <limits>
#include <string>
#include <vector>

#include "factorization/model.h"
#include "factorization/ranking.h"

namespace kinfold::app {

// The metrics of a task that look at one row at a time; the others rank.
std::vector<std::string> row_metrics(const std::string& task);

// What is asked for: the row metrics by name, the ranking metrics read.
struct RequestedMetrics {
  std::vector<std::string> rows;
  std::vector<RankingMetric> ranking;
};

// Of no names those of the task. A UsageError names the known ones.
RequestedMetrics requested_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks,
                      const std::string& task);

// Test rows of at least this value are what a user wished for; all of them where likes were learned.
struct RelevanceThreshold {
  float value = -std::numeric_limits<float>::infinity();
  std::string text = "all test rows";
};

// `relevant` is a number, or nothing: the mean of the training values.
RelevanceThreshold relevance_threshold(const Model& model, const std::string& relevant);

}  // namespace kinfold::app
