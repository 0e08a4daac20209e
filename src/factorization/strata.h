// One epoch over the bucket grid: strata in a random order, the buckets of a stratum at the same time.
#pragma once
#include <cstdint>
#include <functional>

#include "core/pool.h"
#include "data/grid.h"

namespace kinfold {

// Calls sweep(left block, right block) for every bucket of the grid and returns the sum of what it returned, added in a
// fixed order.
double run_epoch(const Grid& grid, std::uint64_t seed, std::uint64_t epoch, Pool& pool,
                 const std::function<double(std::size_t, std::size_t)>& sweep);

}  // namespace kinfold
