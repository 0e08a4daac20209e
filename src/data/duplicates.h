// Handling of duplicate (user, item) pairs.
#pragma once
#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold {

inline const std::vector<std::string> kDuplicatePolicies = {"last", "error", "mean", "sum"};

// Merges rows with the same user and item, in place. "last" keeps the latest value by time; "mean" and "sum" combine
// the values. The merged row stays at the position of the last one, with the latest time. Returns the number of removed
// rows. Throws an Error with their number and an example if the policy is "error", or if it is "last" and there are no
// times.
std::size_t resolve_duplicates(Ratings& ratings, const std::string& policy);

}  // namespace kinfold
