// How well predicted chances of a like agree with the votes, with bootstrap intervals.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "factorization/model.h"

namespace kinfold {

inline const std::vector<std::string> kVoteMetrics = {"log_loss", "auc", "accuracy", "brier", "calibration_error"};

// Predictions from low to high, by tenths.
struct CalibrationBin {
  double low, high;
  std::size_t rows = 0;
  double predicted = 0, liked = 0;  // mean prediction, share of likes
};

//   log_loss           mean of - log of the chance given to what happened, chances kept within 1e-7 of 0 and 1
//   auc                the chance that a like scores above a dislike, equal scores counting half; NaN without both
//   accuracy           share of rows on the right side of one half; just one half counts half
//   brier              mean squared difference of chance and vote
//   calibration_error  mean over the rows of their bin's |mean prediction - share of likes|
struct VoteScores {
  std::size_t rows = 0, likes = 0;
  std::map<std::string, Metric> metrics;
  std::vector<CalibrationBin> calibration;
};

// All rows, and apart those whose user and item training showed (warm), and those with an unseen user or item.
struct VoteReport {
  std::size_t users = 0, items = 0;            // distinct ids in the rows
  std::size_t cold_users = 0, cold_items = 0;  // of those, unseen in training
  std::size_t repeated = 0;                    // rows whose very pair training showed: a leak
  VoteScores all, warm, cold_user, cold_item;
};

// One row's chance of a like, what it was, and whose it was.
struct Vote {
  float probability;
  bool liked;
  Id user;
};
VoteScores score_votes(std::vector<Vote> votes, std::uint64_t seed, Pool& pool);

// Of the test's two values the greater one is a like; where there is but one, it is if it is above 0.
VoteReport evaluate_votes(const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool);

// Above it a vote is a like: the lesser of two values; where there is but one, 0.
float like_threshold(const Ratings& test);

}  // namespace kinfold
