#include "factorization/strata.h"

#include <numeric>

#include "core/random.h"

namespace kinfold {

double run_epoch(const Grid& grid, std::uint64_t seed, std::uint64_t epoch, Pool& pool,
                 const std::function<double(std::size_t, std::size_t)>& sweep) {
  Random random(seed, {0xe70c, epoch});
  const auto left = random.permutation(grid.blocks), right = random.permutation(grid.blocks);
  std::vector<double> loss(grid.blocks * grid.blocks);
  for (std::size_t stratum = 0; stratum < grid.blocks; ++stratum)
    pool.run(grid.blocks, [&](std::size_t i) {
      loss[stratum * grid.blocks + i] = sweep(left[i], right[(i + stratum) % grid.blocks]);
    });
  return std::accumulate(loss.begin(), loss.end(), 0.0);
}

}  // namespace kinfold
