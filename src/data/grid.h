// The bucket grid: examples cut into blocks x blocks buckets after a seeded, balanced renumbering of ids. Buckets that
// share no block of either side form a stratum and may be worked on at the same time without locks.
//
//   bucket (i, j) holds the examples of left block i and right block j
//   stratum s     = { (i, (i + s) mod blocks) : all i }
//
// The cut depends on the data and the seed alone, never on the number of threads.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/pool.h"
#include "data/ratings.h"

namespace kinfold {

struct Grid {
  std::size_t blocks = 0;
  std::vector<Id> left_id, right_id;  // place in the grid -> id in the data
  std::vector<Rating> rows;           // with indices instead of ids, bucket after bucket
  std::vector<std::uint64_t> begin;   // blocks * blocks + 1

  std::span<const Rating> bucket(std::size_t i, std::size_t j) const {
    const std::size_t b = i * blocks + j;
    return {rows.data() + begin[b], rows.data() + begin[b + 1]};
  }
};

// First place of a block of `count` indices cut into `blocks`.
std::size_t block_begin(std::size_t block, std::size_t count, std::size_t blocks);

// id in the data -> place in the grid
std::vector<Id> invert_permutation(const std::vector<Id>& id_at_index);

// A number of blocks that keeps a block of the shorter side in cache for common ranks and leaves enough work in each
// bucket.
std::size_t default_blocks(std::size_t examples, std::size_t lefts, std::size_t rights);

// Within a bucket the order is random among a few neighbouring rows of the longer side at a time: neighbours in time
// rarely share a row, and the rows in use stay in cache.
Grid make_grid(const std::vector<Rating>& rows, std::size_t lefts, std::size_t rights, std::size_t blocks,
               std::uint64_t seed, Pool& pool);

}  // namespace kinfold
