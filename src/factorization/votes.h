// Evaluates predicted probabilities of likes on held-out votes, with bootstrap confidence intervals.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "factorization/model.h"

namespace kinfold {

inline const std::vector<std::string> kVoteMetrics = {"log_loss", "auc", "accuracy", "brier", "calibration_error"};

// Votes with a predicted probability from `low` to `high`.
struct CalibrationBin {
  double low, high;
  std::size_t rows = 0;
  double predicted = 0, liked = 0;  // mean prediction, fraction of likes
};

//   log_loss           mean of -log(predicted probability of the outcome), probabilities clipped to [1e-7, 1 - 1e-7]
//   auc                probability that a like scores above a dislike; ties count 1/2; NaN without likes or dislikes
//   accuracy           fraction of rows predicted on the right side of 0.5; a prediction of 0.5 counts 1/2
//   brier              mean squared difference of probability and vote
//   calibration_error  expected calibration error: mean over the rows of |mean prediction - fraction of likes| of their
//   bin
struct VoteScores {
  std::size_t rows = 0, likes = 0;
  std::map<std::string, Metric> metrics;
  std::vector<CalibrationBin> calibration;
};

// Scores of all rows, of warm rows (user and item have training rows), and of rows with a cold user or a cold item.
struct VoteReport {
  std::size_t users = 0, items = 0;            // distinct ids in the rows
  std::size_t cold_users = 0, cold_items = 0;  // of these, without training rows
  std::size_t repeated = 0;                    // rows whose pair is in training: leakage
  VoteScores all, warm, cold_user, cold_item;
};

// Predicted probability of a like, the outcome, and the user.
struct Vote {
  float probability;
  bool liked;
  Id user;
};
// The bootstrap resamples users (evaluate/bootstrap.h).
VoteScores score_votes(std::vector<Vote> votes, std::uint64_t seed, Pool& pool);

// A value above like_threshold(test) is a like.
VoteReport evaluate_votes(const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool);

// The threshold above which a value is a like: the midpoint of the two values, or 0 if all votes have the same value.
// Throws an Error if there are more than two values.
float like_threshold(const Ratings& test);

}  // namespace kinfold
