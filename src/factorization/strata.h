// One epoch over a grid of buckets. A stratum is a set of buckets without common rows or columns. Strata are processed
// in random order, the buckets of a stratum in parallel (DSGD; Gemulla, Nijkamp, Haas, Sismanis 2011).
#pragma once
#include <cstdint>
#include <functional>

#include "core/pool.h"
#include "data/grid.h"

namespace kinfold {

// Calls sweep(left block, right block) once for each bucket. Returns the sum of the results, added in a fixed order.
double run_epoch(const Grid& grid, std::uint64_t seed, std::uint64_t epoch, Pool& pool,
                 const std::function<double(std::size_t, std::size_t)>& sweep);

}  // namespace kinfold
