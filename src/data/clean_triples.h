// Facts that are there more than once, those of an entity and itself, and names of which no fact is left.
#pragma once
#include <string>

#include "data/triples.h"

namespace kinfold {

inline const std::vector<std::string> kSelfLoopPolicies = {"keep", "drop", "error"};

struct CleaningReport {
  std::size_t self_loops = 0;  // dropped
  std::size_t duplicates = 0;  // merged away
};

// Repeated facts are one of the last weight, of their weights' mean or sum, or an error (kDuplicatePolicies); without
// weights one is as good as another. `undirected`: (a, b) repeats (b, a). Keeps the names that a fact shows, in order.
CleaningReport clean_triples(Triples& facts, const std::string& on_duplicate, const std::string& self_loops,
                             bool undirected);

}  // namespace kinfold
