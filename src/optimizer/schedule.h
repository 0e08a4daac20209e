// Learning rate schedules: the learning rate of an epoch as a share of the first one.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace kinfold {

// constant: 1. linear: 1 - e/n. cosine: (1 + cos(pi e/n)) / 2. exponential:F: F^e, with F in (0, 1].
inline const std::vector<std::string> kLrSchedules = {"constant", "linear", "cosine", "exponential:FACTOR"};

// The share of epoch e of n, counted from 0. A UsageError names the known schedules.
double lr_share(const std::string& schedule, std::size_t epoch, std::size_t epochs);

}  // namespace kinfold
