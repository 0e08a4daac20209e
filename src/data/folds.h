// Rounds of training and testing that one split stands for: a single one, or as many as it has folds.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace kinfold {

// In no fold: what every round trains on. Folds are numbered from 0, so that there are at most 254 of them.
inline constexpr std::uint8_t kTrainOnly = 255;

// "k-fold:K", "rolling:K" -> K; any other rule is one round. A UsageError where K is no whole number from 2 to 254.
std::size_t num_folds(const std::string& strategy);

// A UsageError about `option` if the rule has several rounds, where only one will do.
void require_single_split(const std::string& strategy, const std::string& option);

// Of one round: 0 trains, 1 is tested, 2 takes no part, which is what comes after the window of a rolling round.
//   k-fold     round f tests the rows marked f, and trains on all others
//   rolling    round f tests the rows marked f + 1, and trains on those marked up to f
//   any other  the marks themselves
std::vector<std::uint8_t> fold_marks(const std::vector<std::uint8_t>& marks, const std::string& strategy,
                                     std::size_t fold);

// Cuts time into folds + 1 windows of as many rows each as whole instants allow, and tells the window of each time, 0
// the first. It does not depend on the order of the times. An Error where an instant is so frequent, or times are so
// few, that a window would be empty.
std::vector<std::uint8_t> time_windows(const std::vector<double>& time, std::size_t folds);

}  // namespace kinfold
