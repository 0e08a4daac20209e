#include "factorization/strata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>

#include "core/random.h"

namespace kinfold {
namespace {

constexpr std::size_t kStrataLefts = 90, kStrataRights = 70, kStrataBlocks = 6;

Grid random_grid() {
  Random random(6);
  std::vector<Rating> rows;
  for (int i = 0; i < 4000; ++i) rows.push_back({Id(random.below(kStrataLefts)), Id(random.below(kStrataRights)), float(i)});
  Pool pool{1};
  return make_grid(rows, kStrataLefts, kStrataRights, kStrataBlocks, 5, pool);
}

// Numbers of the examples in the order in which one thread sweeps them.
std::vector<float> order_of(const Grid& grid, std::uint64_t seed, std::uint64_t epoch) {
  Pool pool{1};
  std::vector<float> order;
  run_epoch(grid, seed, epoch, pool, [&](std::size_t block_i, std::size_t block_j) {
    const auto bucket = grid.bucket(block_i, block_j);
    for (const Rating& r : bucket) order.push_back(r.value);
    return 0.0;
  });
  return order;
}

TEST(Strata, TheOrderIsThatOfSeedAndEpoch) {
  const Grid grid = random_grid();
  EXPECT_EQ(order_of(grid, 1, 2), order_of(grid, 1, 2));
  EXPECT_NE(order_of(grid, 1, 2), order_of(grid, 1, 3));
  EXPECT_NE(order_of(grid, 1, 2), order_of(grid, 2, 2));
  EXPECT_EQ(order_of(grid, 1, 2).size(), 4000u);
}

// Every row is marked while a bucket that shows it is swept: nobody else may find the mark.
TEST(Strata, NoRowIsSweptByTwoThreadsAtOnce) {
  const Grid grid = random_grid();
  Pool pool{8};
  std::vector<std::atomic<int>> left(kStrataLefts), right(kStrataRights);
  std::atomic<int> clashes = 0, swept = 0;
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch)
    run_epoch(grid, 1, epoch, pool, [&](std::size_t block_i, std::size_t block_j) {
      const auto bucket = grid.bucket(block_i, block_j);
      std::vector<Id> lefts, rights;
      for (const Rating& r : bucket) lefts.push_back(r.left), rights.push_back(r.right);
      for (std::vector<Id>* ids : {&lefts, &rights}) {
        std::ranges::sort(*ids);
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
      }
      for (Id id : lefts) clashes += left[id]++ != 0;
      for (Id id : rights) clashes += right[id]++ != 0;
      std::this_thread::yield();
      for (Id id : lefts) --left[id];
      for (Id id : rights) --right[id];
      swept += int(bucket.size());
      return 0.0;
    });
  EXPECT_EQ(clashes, 0);
  EXPECT_EQ(swept, 20 * 4000);
}

// Sums of numbers that round: equal bits for any number of threads ask for one order of addition.
TEST(Strata, TheSumDoesNotDependOnThreads) {
  const Grid grid = random_grid();
  const auto sum = [&](std::size_t threads) {
    Pool pool{threads};
    return run_epoch(grid, 1, 7, pool, [&](std::size_t block_i, std::size_t block_j) {
      const auto bucket = grid.bucket(block_i, block_j);
      double total = 0;
      for (const Rating& r : bucket) total += 0.1 * r.value + 1e-9;
      return total * 1e7 / 3;
    });
  };
  const double one = sum(1);
  for (std::size_t threads : {2, 3, 8}) EXPECT_EQ(sum(threads), one) << threads;
}

TEST(Strata, AFailingSweepIsPassedOn) {
  const Grid grid = random_grid();
  for (std::size_t threads : {1, 4}) {
    Pool pool{threads};
    EXPECT_THROW(run_epoch(grid, 1, 0, pool, [](std::size_t, std::size_t) -> double { throw std::bad_alloc(); }),
                 std::bad_alloc);
  }
}

}  // namespace
}  // namespace kinfold
