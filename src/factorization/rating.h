// How far predictions are from withheld ratings, with bootstrap intervals.
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

// All rows, and apart those whose user and item training showed (warm), and those with an unseen user or item.
struct RatingReport {
  std::size_t users = 0, items = 0;            // distinct ids in the rows
  std::size_t cold_users = 0, cold_items = 0;  // of those, unseen in training
  std::size_t repeated = 0;                    // rows whose very pair training showed: a leak
  RatingScores all, warm, cold_user, cold_item;
};

// `user` groups the rows for the bootstrap.
RatingScores score_ratings(const std::vector<float>& predicted, const std::vector<Rating>& rows,
                           const std::vector<Id>& user, std::uint64_t seed = 1);

// `test` keeps its own vocabularies: unseen ids are counted apart, and predicted from what is known.
RatingReport evaluate_ratings(const Model& model, const Ratings& test, std::uint64_t seed = 1);

}  // namespace kinfold
