// Evaluates predicted ratings on held-out rows by RMSE and MAE, with bootstrap confidence intervals.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "factorization/model.h"

namespace kinfold {

// The metrics of one set of rows.
struct RatingScores {
  std::size_t rows = 0;
  std::map<std::string, Metric> metrics;  // rmse, mae
};

// Scores of all rows, of warm rows (user and item have training rows), and of rows with a cold user or a cold item.
struct RatingReport {
  std::size_t users = 0, items = 0;            // distinct ids in the rows
  std::size_t cold_users = 0, cold_items = 0;  // of these, without training rows
  std::size_t repeated = 0;                    // rows whose pair is in training: leakage
  RatingScores all, warm, cold_user, cold_item;
};

// `user` is the user of each row. The bootstrap resamples users (evaluate/bootstrap.h).
RatingScores score_ratings(const std::vector<float>& predicted, const std::vector<Rating>& rows,
                           const std::vector<Id>& user, std::uint64_t seed = 1);

// `test` has vocabularies of its own. Ids that the model does not have are predicted without bias and vector.
RatingReport evaluate_ratings(const Model& model, const Ratings& test, std::uint64_t seed = 1);

}  // namespace kinfold
