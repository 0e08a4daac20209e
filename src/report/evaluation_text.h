// Formats the evaluation of a model of ratings, votes or likes as text and as JSON.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "factorization/unseen_ids.h"
#include "factorization/votes.h"
#include "report/format.h"

namespace kinfold::app {

Json json_of(const Metric& metric);
std::string text_of(const Metric& metric);  // "0.8410  [0.8388, 0.8432]"

struct EvaluationReport {
  // The metrics of a subset of the test rows: all rows, rows with a seen user and a seen item ("warm"), rows with an
  // unseen user ("cold_user") or with an unseen item ("cold_item").
  struct Subset {
    std::string name;
    std::size_t rows;
    std::map<std::string, Metric> metrics;
  };

  EvaluationReport(const std::string& task, const UnseenIds& unseen);

  std::string task;
  std::vector<std::string> protocols;  // how each group of metrics is computed
  Json counts;                         // test rows, users and items; seen and unseen in training
  std::vector<std::string> columns;    // names of the metrics of `subsets`, in display order
  std::vector<Subset> subsets;         // "all" first
  std::vector<CalibrationBin> calibration;
  std::vector<std::pair<std::string, Metric>> ranking;
  // Ranking metrics for unseen users ("cold_user") or over unseen items ("cold_item").
  struct ColdRanking {
    std::string name;
    std::size_t evaluated, catalogue;  // users; items that are ranked
    std::map<std::string, Metric> metrics;
  };
  std::vector<ColdRanking> cold_ranking;

  Json json() const;
  void print() const;  // to stdout
};

}  // namespace kinfold::app
