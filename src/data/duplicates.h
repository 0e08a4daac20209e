// What to do when the same (user, item) pair is there more than once.
#pragma once
#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold {

inline const std::vector<std::string> kDuplicatePolicies = {"last", "error", "mean", "sum"};

// last: the latest by time, which needs times; without them duplicates are an error that says how many and shows one.
// mean, sum: of the values, at the place (and latest time) of the last one. Returns how many rows were merged away.
std::size_t resolve_duplicates(Ratings& ratings, const std::string& policy);

}  // namespace kinfold
