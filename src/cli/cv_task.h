// Cross-validation of one task: splits the data into folds, then trains and evaluates one model per fold.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/call.h"

namespace kinfold::app {

// The result of training and evaluating one fold.
struct FoldResult {
  std::size_t rows = 0, test_rows = 0;
  std::size_t cold_rows = 0;  // test rows with an id that is unseen in training
  double seconds = 0;         // training time
  std::map<std::string, double> metrics;
};

// Trains and evaluates one fold. The options hold the seed of the training.
using FoldRunner = std::function<FoldResult(const TrainOptions&)>;

struct CvTask {
  std::string strategy;              // default split strategy
  std::string description;           // "ratings of tiny.csv"
  std::vector<std::string> metrics;  // in the order of the output columns
  // Splits the data and returns one runner per fold.
  std::function<std::vector<FoldRunner>(const std::string& strategy, std::uint64_t seed)> folds;
};

struct CvTaskArgs {
  std::string task, source, relevant;
  std::vector<std::string> metrics;
  std::vector<std::size_t> ks;
};

// Each function loads the data once; the result owns it.
CvTask rating_cv_task(Call& call, const CvTaskArgs& args);  // ratings, votes and likes
CvTask graph_cv_task(Call& call, const CvTaskArgs& args);
CvTask node_cv_task(Call& call, const CvTaskArgs& args);
CvTask table_cv_task(Call& call, const CvTaskArgs& args);

}  // namespace kinfold::app
