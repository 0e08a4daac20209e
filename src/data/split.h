// Splits of ratings into training rows and held-out rows. A split marks each row: 0 is training, 1 and up are held out
// (for k-fold, every mark is a fold). Rows are held out, not whole users or items.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold {

// A split strategy: its name and its amount, a fraction in (0, 1) or a whole number.
//   random:FRACTION    holds out a random fraction of all rows
//   per-user:FRACTION  holds out this fraction of each user's rows: the latest ones, or random ones if there are no
//                      times; each user keeps at least one training row
//   leave-last-out:N   holds out the last N rows of each user by time; users with N rows or fewer keep all
//   temporal:FRACTION  holds out the latest fraction of all rows; rows with equal times stay together
//   k-fold:K           K random folds of equal size, marked 0 ... K - 1
//   rolling:K          K + 1 time windows of equal size, marked 0 ... K (data/folds.h); each window but the first is
//                      tested after training on all windows before it
// temporal and rolling do not depend on the order of the rows.
struct SplitStrategy {
  std::string name;
  double amount;
};

inline const std::vector<std::string> kSplitStrategies = {"random",   "per-user", "leave-last-out",
                                                          "temporal", "k-fold",   "rolling"};

// Parses "NAME" or "NAME:AMOUNT". Throws a UsageError that lists the known names or says which amounts are valid.
SplitStrategy parse_split_strategy(const std::string& text);
// Whether the text begins with the name of a strategy.
bool is_split_strategy(const std::string& text);

// The mark of each row. Throws an Error if the strategy needs times and there are none.
std::vector<std::uint8_t> split_ratings(const Ratings& ratings, const SplitStrategy& strategy, std::uint64_t seed);

// How many of the held-out rows and ids are unseen in training.
struct Coverage {
  std::size_t rows = 0, users = 0, items = 0;  // held-out rows, and distinct ids in them
  std::size_t cold_users = 0, cold_items = 0;  // ids that are unseen in training
  std::size_t cold_rows = 0;                   // rows with an unseen user or item
  std::size_t lookahead_rows = 0;              // training rows later than the earliest held-out row; 0 without times
};
Coverage coverage(const Ratings& train, const Ratings& held_out);

}  // namespace kinfold
