// Ranks held-out facts: for each fact (h, r, t), the rank of t among all candidates of (h, r, ?), and the rank of h
// among all candidates of (?, r, t).
//
// Ties get the realistic rank: 1 + the number of higher scores + half of the number of equal scores. So a constant
// scorer gets the middle rank. Filtered ranks ignore other true answers (Bordes et al. 2013). In a model without
// self-loops, the query entity is a candidate only if it is the answer of the fact. A score that is not finite ranks
// last.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "core/pool.h"
#include "kg/graph_model.h"

namespace kinfold {

struct EntityRank {
  double raw = 0, filtered = 0;
};

// The ranks of the tail and the head, indexed by std::size_t(TripleEnd).
using FactRanks = std::array<EntityRank, 2>;

// The facts use the ids of the model and have no unseen names. `filter` contains the true answers
// (model.filter_index()).
std::vector<FactRanks> rank_facts(const GraphModel& model, std::span<const Triple> facts, const FilterIndex& filter,
                                  Pool& pool);

}  // namespace kinfold
