// What an evaluation says, as text and as JSON.
#pragma once
#include <nlohmann/json.hpp>
#include <map>
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
  // The metrics of a set of rows: all of them, or those with known or unseen ids.
  struct Subset {
    std::string name;
    std::size_t rows;
    std::map<std::string, Metric> metrics;
  };

  EvaluationReport(const std::string& task, const UnseenIds& unseen);

  std::string task;
  std::vector<std::string> protocols;  // one for each way of measuring
  Json counts;
  std::vector<std::string> columns;  // names of the metrics of parts
  std::vector<Subset> subsets;           // "all" first
  std::vector<CalibrationBin> calibration;
  std::vector<std::pair<std::string, Metric>> ranking;
  // Rankings for users, or of items, that training did not show.
  struct ColdRanking {
    std::string name;
    std::size_t evaluated, catalogue;
    std::map<std::string, Metric> metrics;
  };
  std::vector<ColdRanking> cold_ranking;

  Json json() const;
  void print() const;
};

}  // namespace kinfold::app
