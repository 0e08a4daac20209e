#include "data/grid.h"

#include <algorithm>
#include <bit>

#include "core/random.h"

namespace kinfold {
namespace {

std::size_t block_of(Id place, std::size_t count, std::size_t blocks) { return std::size_t(place) * blocks / count; }

// First place of a block: the smallest p with p * blocks / count == block.
std::size_t block_begin(std::size_t block, std::size_t count, std::size_t blocks) {
  return (block * count + blocks - 1) / blocks;
}

// Deals ids to blocks, the most frequent first, to and fro; equal counts fall in random order. So every block gets
// its share of the popular ids, and within a block the popular ids are neighbours in memory.
std::vector<Id> deal(const std::vector<std::uint32_t>& counts, std::size_t blocks, Random random) {
  std::vector<Id> order = random.permutation(counts.size());
  std::ranges::stable_sort(order, std::greater{}, [&](Id id) { return counts[id]; });
  std::vector<std::size_t> next(blocks), end(blocks);
  for (std::size_t b = 0; b < blocks; ++b) {
    next[b] = block_begin(b, counts.size(), blocks);
    end[b] = block_begin(b + 1, counts.size(), blocks);
  }
  std::vector<Id> at_place(counts.size());
  std::size_t dealt = 0;
  for (std::size_t round = 0; dealt < order.size(); ++round)
    for (std::size_t turn = 0; turn < blocks; ++turn) {
      const std::size_t b = round % 2 ? blocks - 1 - turn : turn;
      if (next[b] < end[b]) at_place[next[b]++] = order[dealt++];
    }
  return at_place;
}

void shuffle(std::span<Rating> bucket, Random random) {
  for (std::size_t i = bucket.size(); i > 1; --i) std::swap(bucket[i - 1], bucket[random.below(i)]);
}

}  // namespace

std::vector<Id> places(const std::vector<Id>& id_at_place) {
  std::vector<Id> place(id_at_place.size());
  for (Id p = 0; p < id_at_place.size(); ++p) place[id_at_place[p]] = p;
  return place;
}

std::size_t default_blocks(std::size_t examples, std::size_t lefts, std::size_t rights) {
  constexpr std::size_t kRowsInCache = 700, kFewestExamples = 500;
  const std::size_t by_cache = (lefts + rights) / kRowsInCache;
  std::size_t blocks = std::bit_floor(std::clamp<std::size_t>(by_cache, 8, 64));
  while (blocks > 1 && blocks * blocks * kFewestExamples > examples) blocks /= 2;
  return std::clamp<std::size_t>(blocks, 1, std::max<std::size_t>(1, std::min(lefts, rights)));
}

Grid make_grid(const std::vector<Rating>& rows, std::size_t lefts, std::size_t rights, std::size_t blocks,
               std::uint64_t seed, Pool& pool) {
  std::vector<std::uint32_t> left_count(lefts), right_count(rights);
  for (const Rating& r : rows) ++left_count[r.left], ++right_count[r.right];

  Grid grid;
  grid.blocks = blocks;
  grid.left_id = deal(left_count, blocks, Random(seed, {1}));
  grid.right_id = deal(right_count, blocks, Random(seed, {2}));
  const std::vector<Id> left = places(grid.left_id), right = places(grid.right_id);
  std::vector<std::uint8_t> left_block(lefts), right_block(rights);
  for (Id id = 0; id < lefts; ++id) left_block[id] = std::uint8_t(block_of(left[id], lefts, blocks));
  for (Id id = 0; id < rights; ++id) right_block[id] = std::uint8_t(block_of(right[id], rights, blocks));

  grid.begin.assign(blocks * blocks + 1, 0);
  for (const Rating& r : rows) ++grid.begin[left_block[r.left] * blocks + right_block[r.right] + 1];
  for (std::size_t b = 0; b < blocks * blocks; ++b) grid.begin[b + 1] += grid.begin[b];

  std::vector<std::uint64_t> next(grid.begin.begin(), grid.begin.end() - 1);
  grid.rows.resize(rows.size());
  for (const Rating& r : rows)
    grid.rows[next[left_block[r.left] * blocks + right_block[r.right]]++] = {left[r.left], right[r.right], r.value};
  pool.run(blocks * blocks, [&](std::size_t b) {
    shuffle({grid.rows.data() + grid.begin[b], grid.rows.data() + grid.begin[b + 1]}, Random(seed, {3, b}));
  });
  return grid;
}

}  // namespace kinfold
