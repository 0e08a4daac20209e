// Splits facts or links into training and test facts.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/triples.h"

namespace kinfold {

// What the splits random and k-fold always keep in training:
//   nodes    a fact of each entity and relation
//   forest   a random spanning forest of the entities and a fact of each relation, so that components stay connected
//   nothing  no particular facts
inline const std::vector<std::string> kKeepPolicies = {"nodes", "forest", "nothing"};

// Which facts are always in the same part, in either direction: those with the same two entities and the same relation,
// or those with the same two entities and any relation. "relation" prevents leakage by symmetric relations, "pair" also
// by inverse and duplicate relations.
inline const std::vector<std::string> kTogetherPolicies = {"relation", "pair"};

struct TripleSplitOptions {
  std::string strategy;  // random:FRACTION, temporal:FRACTION, k-fold:K or rolling:K
  std::string keep = "nodes", together = "relation";
};

// Returns a mark for each fact: 0 for training and 1 for held out; for k-fold the fold or kTrainOnly, and for rolling
// the time window (data/folds.h). The time of a fact is the earliest time in its group; temporal and rolling do not
// depend on the order of the facts. Fewer facts than the fraction are held out if `keep` does not allow more. Throws a
// UsageError with the known choices for an unknown split, `keep` or `together`, and an Error if the split needs times
// and there are none.
std::vector<std::uint8_t> split_triples(const Triples& facts, const TripleSplitOptions& options, std::uint64_t seed);

}  // namespace kinfold
