// Cross-validation folds. A split strategy has one round of training and testing, or one round per fold.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace kinfold {

// The mark of rows that are in no fold: every round trains on them. Folds are numbered from 0, at most 254.
inline constexpr std::uint8_t kTrainOnly = 255;

// K for "k-fold:K" and "rolling:K" (default 5), 1 for any other strategy. Throws a UsageError if K is not a whole
// number from 2 to 254.
std::size_t num_folds(const std::string& strategy);

// Throws a UsageError about `option` if the strategy has several rounds.
void require_single_split(const std::string& strategy, const std::string& option);

// The part of each row in one round: 0 train, 1 test, 2 unused (later than the test window of a rolling round).
//   k-fold     round f tests the rows with mark f and trains on all others
//   rolling    round f tests the rows with mark f + 1 and trains on those with marks up to f
//   any other  the parts are the marks
std::vector<std::uint8_t> fold_marks(const std::vector<std::uint8_t>& marks, const std::string& strategy,
                                     std::size_t fold);

// Divides the times into folds + 1 consecutive windows of about equal size and returns the window of each time, counted
// from 0. Equal times are always in the same window. The result does not depend on the order of the times. Throws an
// Error if a window would be empty.
std::vector<std::uint8_t> time_windows(const std::vector<double>& time, std::size_t folds);

}  // namespace kinfold
