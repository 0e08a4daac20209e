// What an evaluation says, as text and as JSON.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/call.h"
#include "factorization/unseen_ids.h"
#include "factorization/votes.h"

namespace kinfold::app {

Json json_of(const Metric& metric);
std::string text_of(const Metric& metric);  // "0.8410  [0.8388, 0.8432]"

struct Report {
  // The metrics of a set of rows: all of them, or those with known or unseen ids.
  struct Part {
    std::string name;
    std::size_t rows;
    std::map<std::string, Metric> metrics;
  };

  Report(const std::string& task, const UnseenIds& strangers);

  std::string task;
  std::vector<std::string> protocols;  // one for each way of measuring
  Json counts;
  std::vector<std::string> columns;  // names of the metrics of parts
  std::vector<Part> parts;           // "all" first
  std::vector<CalibrationBin> calibration;
  std::vector<std::pair<std::string, Metric>> ranking;
  // Rankings for users, or of items, that training did not show.
  struct ColdRanking {
    std::string name;
    std::size_t judged, catalogue;
    std::map<std::string, Metric> metrics;
  };
  std::vector<ColdRanking> cold_ranking;

  Json json() const;
  void print() const;
};

}  // namespace kinfold::app
