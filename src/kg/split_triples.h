// Withholding facts or links, never names: what is learned from must still tell something of each of them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/triples.h"

namespace kinfold {

// What always stays in training, by random and k-fold:
//   nodes    each entity and relation keeps a fact
//   forest   a random spanning forest and a fact of each relation: what was connected stays connected
//   nothing  it is left to chance
inline const std::vector<std::string> kKeepPolicies = {"nodes", "forest", "nothing"};

// Which facts are on one side: those of the same two entities and relation, whichever way round, or those of the same
// two entities whatever the relation, so that no withheld fact has its reverse, or its like under another name, in
// training.
inline const std::vector<std::string> kTogetherPolicies = {"relation", "pair"};

struct TripleSplitOptions {
  std::string strategy;  // random:SHARE, temporal:SHARE, k-fold:K or rolling:K
  std::string keep = "nodes", together = "relation";
};

// Marks each fact: 0 trains and 1 is withheld; of k-fold the fold or kTrainOnly, of rolling the window of time
// (data/folds.h). By time a fact stands where it, or what stays with it, first came up; these two do not depend on the
// order of the facts. Fewer are withheld than the share where names cannot give as many. A UsageError names the rules.
std::vector<std::uint8_t> split_triples(const Triples& facts, const TripleSplitOptions& options, std::uint64_t seed);

}  // namespace kinfold
