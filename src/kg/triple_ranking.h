// Ranks of withheld facts: for each fact (h, r, t) the place of t among all entities that (h, r, ?) may be answered by,
// and of h among those of (?, r, t).
//
// Entities of the same score share their places: a fact's rank is 1 + those above it + half of those beside it, so that
// a scorer that says the same of all gets the middle and never the first place. Filtered ranks leave out other answers
// that are known to be right (Bordes et al. 2013). Where a model has no loops, an entity is no candidate for itself,
// but where the fact says so.
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

// Of the tail, then of the head: std::size_t(End).
using FactRanks = std::array<EntityRank, 2>;

// Facts by the model's numbers, all of them known to it. `known` is what the filter leaves out (model.filter_index()).
std::vector<FactRanks> rank_facts(const GraphModel& model, std::span<const Triple> facts, const FilterIndex& filter,
                                  Pool& pool);

}  // namespace kinfold
