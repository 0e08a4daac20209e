#include "sampler/negative_sampler.h"

#include <algorithm>
#include <cmath>

namespace kinfold {

NegativeSampler::NegativeSampler(const Grid& grid, const std::string& sampler, double exponent) {
  const std::size_t items = grid.right_id.size(), users = grid.left_id.size();
  for (std::size_t b = 0; b <= grid.blocks; ++b) block_begin_.push_back(Id(block_begin(b, items, grid.blocks)));
  std::vector<double> weight(items, sampler == "uniform" ? 1 : 0);
  begin_.assign(users + 1, 0);
  for (const Rating& r : grid.rows) {
    if (sampler != "uniform") ++weight[r.right];
    ++begin_[r.left + 1];
  }
  if (sampler == "popularity")
    for (double& w : weight) w = w > 0 ? std::pow(w, exponent) : 0;
  for (std::size_t u = 0; u < users; ++u) begin_[u + 1] += begin_[u];
  likes_.resize(grid.rows.size());
  std::vector<std::uint64_t> next(begin_.begin(), begin_.end() - 1);
  for (const Rating& r : grid.rows) likes_[next[r.left]++] = r.right;
  for (std::size_t u = 0; u < users; ++u)
    std::sort(likes_.begin() + std::ptrdiff_t(begin_[u]), likes_.begin() + std::ptrdiff_t(begin_[u + 1]));
  for (std::size_t b = 0; b < grid.blocks; ++b) {
    blocks_.emplace_back(std::span(weight.data() + block_begin_[b], weight.data() + block_begin_[b + 1]));
    for (Id at = 0; at < block_size(b); ++at) probability_.push_back(blocks_[b].probability(at));
  }
}

Id NegativeSampler::sample(std::size_t block, Random& random) const {
  return block_begin_[block] + blocks_[block].sample(random);
}

bool NegativeSampler::liked(Id user, Id item) const {
  return std::binary_search(likes_.begin() + std::ptrdiff_t(begin_[user]),
                            likes_.begin() + std::ptrdiff_t(begin_[user + 1]), item);
}

}  // namespace kinfold
