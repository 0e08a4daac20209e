// Learning rate schedules: factors that multiply the initial learning rate.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace kinfold {

// Factor in epoch e of n, counted from 0:
//   constant 1,  linear 1 - e/n,  cosine (1 + cos(pi e/n)) / 2,  exponential:F F^e with F in (0, 1]
inline const std::vector<std::string> kLrSchedules = {"constant", "linear", "cosine", "exponential:FACTOR"};

// The factor of the learning rate in `epoch`, counted from 0. Throws a UsageError that lists the known schedules.
double lr_factor(const std::string& schedule, std::size_t epoch, std::size_t epochs);

}  // namespace kinfold
