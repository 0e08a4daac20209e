// Withholding ratings, never users or items. A split marks each row with a part: 0 trains, 1 and up are withheld.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold {

// How to split: the name, and a share in (0, 1) or a whole number, by the name.
//   random:SHARE          a uniform share of all rows
//   per-user:SHARE        that share of each user's rows, the latest where there are times, random ones otherwise;
//                         a user always keeps at least one row to train on
//   leave-last-out:N      the last N rows of each user by time; users with N rows or fewer keep all
//   temporal:SHARE        the latest share of all rows; the rows of one instant stay together
//   k-fold:K              parts 0 ... K - 1 of equal size, at random
//   rolling:K             windows of time 0 ... K of equal size (data/folds.h): each but the first is tested in turn,
//   after
//                         training on all before it
// Those by time alone, temporal and rolling, do not depend on the order of the rows.
struct SplitStrategy {
  std::string name;
  double amount;
};

inline const std::vector<std::string> kSplitStrategies = {"random",   "per-user", "leave-last-out",
                                                          "temporal", "k-fold",   "rolling"};

SplitStrategy parse_split_strategy(const std::string& text);
bool is_split_strategy(const std::string& text);  // does it begin with the name of a rule?

std::vector<std::uint8_t> split_ratings(const Ratings& ratings, const SplitStrategy& strategy, std::uint64_t seed);

// What the withheld rows ask of a model: how many are about ids that the training rows do not show.
struct Coverage {
  std::size_t rows = 0, users = 0, items = 0;  // withheld rows, and distinct ids in them
  std::size_t cold_users = 0, cold_items = 0;  // of those ids, unseen in training
  std::size_t cold_rows = 0;                   // rows with an unseen user or item
  std::size_t lookahead_rows = 0;              // training rows later than the earliest withheld row; 0 without times
};
Coverage coverage(const Ratings& train, const Ratings& held_out);

}  // namespace kinfold
