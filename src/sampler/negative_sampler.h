// Draws items to hold against a like, from the block of items that the sweep works on. Blocks take turns, so that over
// the epochs each like meets all of them.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/random.h"
#include "data/grid.h"
#include "sampler/alias.h"

namespace kinfold {

class NegativeSampler {
 public:
  // sampling: uniform; popular, in proportion to count^power; batch, the items of the likes about, which is popular
  // with power 1. Items without likes are drawn by uniform alone.
  NegativeSampler(const Grid& grid, const std::string& sampler, double exponent);

  // An item (by its place) of the block, and whether the user is known to like it.
  Id draw(std::size_t block, Random& random) const;
  bool liked(Id user, Id item) const;
  // Probability that draw() gives this item when its block's turn has come.
  float probability(Id item) const { return probability_[item]; }
  std::size_t block_size(std::size_t block) const { return block_begin_[block + 1] - block_begin_[block]; }

 private:
  std::vector<Id> block_begin_;
  std::vector<AliasSampler> blocks_;
  std::vector<float> probability_;
  std::vector<std::uint64_t> begin_;  // of each user's likes
  std::vector<Id> likes_;             // sorted
};

}  // namespace kinfold
