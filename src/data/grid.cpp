#include "data/grid.h"

#include <algorithm>
#include <bit>

#include "core/random.h"

namespace kinfold {

// The smallest index p with p * blocks / count == block.
std::size_t block_begin(std::size_t block, std::size_t count, std::size_t blocks) {
  return (block * count + blocks - 1) / blocks;
}

namespace {

constexpr std::size_t kRowsPerTile = 64;

std::size_t block_of(Id index, std::size_t count, std::size_t blocks) { return std::size_t(index) * blocks / count; }

// Assigns ids to blocks: the most frequent id first, each to the block with the fewest examples that has room. Ties are
// in random order. This balances the examples of the blocks and makes the frequent ids of a block adjacent in memory.
std::vector<Id> assign_blocks(const std::vector<std::uint32_t>& counts, std::size_t blocks, Random random) {
  std::vector<Id> order = random.permutation(counts.size());
  std::ranges::stable_sort(order, std::greater{}, [&](Id id) { return counts[id]; });
  std::vector<std::size_t> next(blocks), end(blocks), examples(blocks);
  for (std::size_t b = 0; b < blocks; ++b) {
    next[b] = block_begin(b, counts.size(), blocks);
    end[b] = block_begin(b + 1, counts.size(), blocks);
  }
  std::vector<Id> id_at_index(counts.size());
  for (Id id : order) {
    std::size_t lightest = blocks;
    for (std::size_t b = 0; b < blocks; ++b)
      if (next[b] < end[b] && (lightest == blocks || examples[b] < examples[lightest])) lightest = b;
    id_at_index[next[lightest]++] = id;
    examples[lightest] += counts[id];
  }
  return id_at_index;
}

// Orders the examples of a bucket by tile. A tile is kRowsPerTile neighbouring rows of the longer side, which stay in
// the L1 cache while the block of the shorter side stays in the L2 cache. Within a tile the order is random.
void order_bucket(std::span<Rating> bucket, Id Rating::*longer, Id first, Id last, Random random) {
  std::vector<std::size_t> begin((last - first + kRowsPerTile - 1) / kRowsPerTile + 1);
  const auto tile_of = [&](const Rating& r) { return (r.*longer - first) / kRowsPerTile; };
  for (const Rating& r : bucket) ++begin[tile_of(r) + 1];
  for (std::size_t t = 1; t < begin.size(); ++t) begin[t] += begin[t - 1];
  const std::vector<Rating> rows(bucket.begin(), bucket.end());
  std::vector<std::size_t> next = begin;
  for (const Rating& r : rows) bucket[next[tile_of(r)]++] = r;
  for (std::size_t t = 0; t + 1 < begin.size(); ++t)
    for (std::size_t i = begin[t + 1] - begin[t]; i > 1; --i)
      std::swap(bucket[begin[t] + i - 1], bucket[begin[t] + random.below(i)]);
}

}  // namespace

std::vector<Id> invert_permutation(const std::vector<Id>& id_at_index) {
  std::vector<Id> index(id_at_index.size());
  for (Id p = 0; p < id_at_index.size(); ++p) index[id_at_index[p]] = p;
  return index;
}

std::size_t default_blocks(std::size_t examples, std::size_t lefts, std::size_t rights) {
  constexpr std::size_t kRowsInCache = 1024, kFewestExamples = 500;
  const std::size_t by_cache = std::min(lefts, rights) / kRowsInCache;
  std::size_t blocks = std::bit_floor(std::clamp<std::size_t>(by_cache, 16, 64));
  while (blocks > 1 && blocks * blocks * kFewestExamples > examples) blocks /= 2;
  return std::clamp<std::size_t>(blocks, 1, std::max<std::size_t>(1, std::min(lefts, rights)));
}

Grid make_grid(const std::vector<Rating>& rows, std::size_t lefts, std::size_t rights, std::size_t blocks,
               std::uint64_t seed, Pool& pool) {
  std::vector<std::uint32_t> left_count(lefts), right_count(rights);
  for (const Rating& r : rows) ++left_count[r.left], ++right_count[r.right];

  Grid grid;
  grid.blocks = blocks;
  grid.left_id = assign_blocks(left_count, blocks, Random(seed, {1}));
  grid.right_id = assign_blocks(right_count, blocks, Random(seed, {2}));
  const std::vector<Id> left = invert_permutation(grid.left_id), right = invert_permutation(grid.right_id);
  std::vector<std::uint32_t> left_block(lefts), right_block(rights);
  for (Id id = 0; id < lefts; ++id) left_block[id] = std::uint32_t(block_of(left[id], lefts, blocks));
  for (Id id = 0; id < rights; ++id) right_block[id] = std::uint32_t(block_of(right[id], rights, blocks));

  grid.begin.assign(blocks * blocks + 1, 0);
  for (const Rating& r : rows) ++grid.begin[left_block[r.left] * blocks + right_block[r.right] + 1];
  for (std::size_t b = 0; b < blocks * blocks; ++b) grid.begin[b + 1] += grid.begin[b];

  std::vector<std::uint64_t> next(grid.begin.begin(), grid.begin.end() - 1);
  grid.rows.resize(rows.size());
  for (const Rating& r : rows)
    grid.rows[next[left_block[r.left] * blocks + right_block[r.right]]++] = {left[r.left], right[r.right], r.value};
  const bool by_left = lefts >= rights;
  const std::size_t longer = by_left ? lefts : rights;
  pool.run(blocks * blocks, [&](std::size_t b) {
    const std::size_t block = by_left ? b / blocks : b % blocks;
    order_bucket({grid.rows.data() + grid.begin[b], grid.rows.data() + grid.begin[b + 1]},
                 by_left ? &Rating::left : &Rating::right, Id(block_begin(block, longer, blocks)),
                 Id(block_begin(block + 1, longer, blocks)), Random(seed, {3, b}));
  });
  return grid;
}

}  // namespace kinfold
