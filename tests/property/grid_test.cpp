#include "data/grid.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "factorization/strata.h"

namespace kinfold {
namespace {

struct GridCase {
  std::size_t lefts, rights, blocks;
  std::uint64_t seed;
  std::vector<Rating> rows;  // value: row number
};

// Edge cases: one id, more blocks than ids, counts that are not multiples of the number of blocks.
GridCase some_case() {
  const auto count = [] {
    return *rc::gen::oneOf(rc::gen::just<std::size_t>(1), rc::gen::inRange<std::size_t>(1, 90));
  };
  GridCase c{count(), count(), *rc::gen::inRange<std::size_t>(1, 65), *rc::gen::arbitrary<std::uint64_t>(), {}};
  const auto pairs = *rc::gen::container<std::vector<std::pair<Id, Id>>>(
      rc::gen::pair(rc::gen::inRange<Id>(0, Id(c.lefts)), rc::gen::inRange<Id>(0, Id(c.rights))));
  for (const auto& [left, right] : pairs) c.rows.push_back({left, right, float(c.rows.size())});
  return c;
}

RC_GTEST_PROP(GridProperty, EachExampleIsOnceInItsBucket, ()) {
  const GridCase c = some_case();
  Pool pool{2};
  const Grid grid = make_grid(c.rows, c.lefts, c.rights, c.blocks, c.seed, pool);
  std::vector<int> seen(c.rows.size());
  for (std::size_t i = 0; i < c.blocks; ++i)
    for (std::size_t j = 0; j < c.blocks; ++j)
      for (const Rating& r : grid.bucket(i, j)) {
        RC_ASSERT(r.left * c.blocks / c.lefts == i);
        RC_ASSERT(r.right * c.blocks / c.rights == j);
        const Rating& original = c.rows.at(std::size_t(r.value));
        RC_ASSERT(grid.left_id.at(r.left) == original.left);
        RC_ASSERT(grid.right_id.at(r.right) == original.right);
        ++seen[std::size_t(r.value)];
      }
  RC_ASSERT(std::ranges::all_of(seen, [](int times) { return times == 1; }));
}

RC_GTEST_PROP(GridProperty, InvertPermutationInvertsTheRenumbering, ()) {
  const GridCase c = some_case();
  Pool pool{1};
  const Grid grid = make_grid(c.rows, c.lefts, c.rights, c.blocks, c.seed, pool);
  for (const auto& [ids, count] : {std::pair(grid.left_id, c.lefts), {grid.right_id, c.rights}}) {
    RC_ASSERT(ids.size() == count);
    const std::vector<Id> index = invert_permutation(ids);
    for (Id id = 0; id < count; ++id) RC_ASSERT(ids.at(index.at(id)) == id);
  }
}

RC_GTEST_PROP(GridProperty, DoesNotDependOnThreads, ()) {
  const GridCase c = some_case();
  Pool one{1}, five{5};
  const Grid a = make_grid(c.rows, c.lefts, c.rights, c.blocks, c.seed, one);
  const Grid b = make_grid(c.rows, c.lefts, c.rights, c.blocks, c.seed, five);
  RC_ASSERT(a.rows == b.rows);
  RC_ASSERT(a.begin == b.begin);
  RC_ASSERT(a.left_id == b.left_id);
  RC_ASSERT(a.right_id == b.right_id);
}

RC_GTEST_PROP(GridProperty, BucketsOfAStratumShareNoRow, ()) {
  const GridCase c = some_case();
  Pool pool{1};
  const Grid grid = make_grid(c.rows, c.lefts, c.rights, c.blocks, c.seed, pool);
  for (std::size_t s = 0; s < c.blocks; ++s) {
    std::set<Id> lefts, rights;
    for (std::size_t i = 0; i < c.blocks; ++i) {
      std::set<Id> left, right;
      for (const Rating& r : grid.bucket(i, (i + s) % c.blocks)) left.insert(r.left), right.insert(r.right);
      for (Id id : left) RC_ASSERT(lefts.insert(id).second);
      for (Id id : right) RC_ASSERT(rights.insert(id).second);
    }
  }
}

RC_GTEST_PROP(GridProperty, AnEpochVisitsEachExampleOnce, ()) {
  const GridCase c = some_case();
  Pool pool{1};
  const Grid grid = make_grid(c.rows, c.lefts, c.rights, c.blocks, c.seed, pool);
  std::vector<int> seen(c.rows.size());
  const double total = run_epoch(grid, c.seed, 3, pool, [&](std::size_t block_i, std::size_t block_j) {
    const auto bucket = grid.bucket(block_i, block_j);
    for (const Rating& r : bucket) ++seen.at(std::size_t(r.value));
    return double(bucket.size());
  });
  RC_ASSERT(total == double(c.rows.size()));
  RC_ASSERT(std::ranges::all_of(seen, [](int times) { return times == 1; }));
}

}  // namespace
}  // namespace kinfold
