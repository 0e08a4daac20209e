// Samples negative items for likes. Negatives come from one block of items at a time, which keeps that block in cache
// and lets threads work without locks (data/grid.h). Blocks alternate, so that over the epochs each like is compared
// with negatives from all blocks.
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
  // sampler: "uniform"; "popularity", in proportion to count^exponent; "in-batch", in proportion to count, as if
  // negatives were the items of other likes. Only "uniform" samples items without likes.
  NegativeSampler(const Grid& grid, const std::string& sampler, double exponent);

  // sample: an item of the block, as its position in the grid. liked: whether the item is a training like of the user.
  Id sample(std::size_t block, Random& random) const;
  bool liked(Id user, Id item) const;
  // Probability that sample() returns this item, given its block.
  float probability(Id item) const { return probability_[item]; }
  std::size_t block_size(std::size_t block) const { return block_begin_[block + 1] - block_begin_[block]; }

 private:
  std::vector<Id> block_begin_;
  std::vector<AliasSampler> blocks_;
  std::vector<float> probability_;
  std::vector<std::uint64_t> begin_;  // offsets of the users in likes_; users + 1
  std::vector<Id> likes_;             // items of each user, sorted
};

}  // namespace kinfold
