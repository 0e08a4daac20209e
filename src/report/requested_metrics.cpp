#include "report/requested_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "core/error.h"
#include "factorization/votes.h"

namespace kinfold::app {

std::vector<std::string> row_metrics(const std::string& task) {
  if (task == "votes") return kVoteMetrics;
  return task == "likes" ? std::vector<std::string>{} : std::vector<std::string>{"rmse", "mae"};
}

RequestedMetrics requested_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks,
                                   const std::string& task) {
  const std::vector<std::string> by_row = row_metrics(task);
  if (names.empty() && !by_row.empty()) return {by_row, {}};
  if (names.empty()) return {{}, ranking_metrics(ranking_metric_names(), ks)};
  std::vector<std::string> known = by_row;
  for (const std::string& ranking : ranking_metric_names()) known.push_back(ranking);
  RequestedMetrics requested;
  for (const std::string& text : names) {
    const std::string name = text.substr(0, text.find('@'));
    if (std::ranges::find(known, name) == known.end())
      throw UsageError("unknown metric '" + text + "' of " + task, "--metrics",
                       known_choices(name, known) + "; ranking metrics take a cutoff, such as ndcg@10");
    if (std::ranges::find(by_row, text) != by_row.end())
      requested.rows.push_back(text);
    else
      for (const RankingMetric& metric : ranking_metrics({text}, ks)) requested.ranking.push_back(metric);
  }
  return requested;
}

RelevanceThreshold relevance_threshold(const Model& model, const std::string& relevant) {
  if (relevant.empty() && model.task == "likes") return {};
  const std::vector<float>& values = model.history.value;
  if (relevant.empty()) {
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
    return {float(mean),
            fmt::format("test rows with a value of at least {:.4g}, the mean of the training values", mean)};
  }
  char* end = nullptr;
  const float value = std::strtof(relevant.c_str(), &end);
  if (*end != '\0' || !std::isfinite(value))
    throw UsageError("'" + relevant + "' is not a number", "--relevant", "give a number, such as 4");
  return {value, fmt::format("test rows with a value of at least {}", value)};
}

}  // namespace kinfold::app
