// The grid of buckets for parallel SGD without locks. Ids are renumbered by seed into balanced blocks; examples are
// partitioned into blocks x blocks buckets. The buckets of a stratum share no block of either side, so threads can
// train on them at the same time.
//
//   bucket (i, j) holds the examples of left block i and right block j
//   stratum s     = { (i, (i + s) mod blocks) : all i }
//
// The grid depends only on the data and the seed, not on the number of threads.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/pool.h"
#include "data/ratings.h"

namespace kinfold {

struct Grid {
  std::size_t blocks = 0;
  std::vector<Id> left_id, right_id;  // id in the data of each grid index
  std::vector<Rating> rows;           // with grid indices instead of ids, ordered by bucket
  std::vector<std::uint64_t> begin;   // offsets of the buckets; blocks * blocks + 1

  std::span<const Rating> bucket(std::size_t i, std::size_t j) const {
    const std::size_t b = i * blocks + j;
    return {rows.data() + begin[b], rows.data() + begin[b + 1]};
  }
};

// First index of a block, if `count` indices are divided into `blocks` blocks.
std::size_t block_begin(std::size_t block, std::size_t count, std::size_t blocks);

// The grid index of each id in the data.
std::vector<Id> invert_permutation(const std::vector<Id>& id_at_index);

// A number of blocks for which a block of the shorter side fits in cache at common ranks and each bucket has enough
// examples.
std::size_t default_blocks(std::size_t examples, std::size_t lefts, std::size_t rights);

// Builds the grid. Within a bucket, examples are in random order within tiles of a few rows of the longer side:
// consecutive examples rarely share a row, and the rows in use stay in cache.
Grid make_grid(const std::vector<Rating>& rows, std::size_t lefts, std::size_t rights, std::size_t blocks,
               std::uint64_t seed, Pool& pool);

}  // namespace kinfold
