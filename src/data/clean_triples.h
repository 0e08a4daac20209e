// Cleans a set of facts: removes self-loops, merges duplicates and drops unused names.
#pragma once
#include <string>

#include "data/triples.h"

namespace kinfold {

inline const std::vector<std::string> kSelfLoopPolicies = {"keep", "drop", "error"};

struct CleaningReport {
  std::size_t self_loops = 0;  // dropped
  std::size_t duplicates = 0;  // merged away
};

// Modifies `facts` in place. on_duplicate is one of kDuplicatePolicies: duplicates become one fact with the last
// weight, or with the mean or sum of the weights. self_loops is one of kSelfLoopPolicies. If `undirected`, (b, a) is a
// duplicate of (a, b). Names without a fact are dropped; the others keep their order. Throws an Error that names a fact
// if the policy is "error".
CleaningReport clean_triples(Triples& facts, const std::string& on_duplicate, const std::string& self_loops,
                             bool undirected);

}  // namespace kinfold
