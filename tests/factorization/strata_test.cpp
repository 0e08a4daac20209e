#include "factorization/strata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>

#include "core/random.h"

namespace kinfold {
namespace {

constexpr std::size_t kStrataUsers = 90, kStrataItems = 70, kStrataBlocks = 6;

Grid random_grid() {
  Random random(6);
  std::vector<Rating> rows;
  for (int i = 0; i < 4000; ++i)
    rows.push_back({Id(random.below(kStrataUsers)), Id(random.below(kStrataItems)), float(i)});
  Pool pool{1};
  return make_grid(rows, kStrataUsers, kStrataItems, kStrataBlocks, 5, pool);
}

// The examples in the order in which one thread processes them.
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

TEST(Strata, TheOrderDependsOnSeedAndEpoch) {
  const Grid grid = random_grid();
  EXPECT_EQ(order_of(grid, 1, 2), order_of(grid, 1, 2));
  EXPECT_NE(order_of(grid, 1, 2), order_of(grid, 1, 3));
  EXPECT_NE(order_of(grid, 1, 2), order_of(grid, 2, 2));
  EXPECT_EQ(order_of(grid, 1, 2).size(), 4000u);
}

// Marks each row while a bucket that contains it is processed. No other thread may find the mark.
TEST(Strata, NoRowIsProcessedByTwoThreadsAtOnce) {
  const Grid grid = random_grid();
  Pool pool{8};
  std::vector<std::atomic<int>> left(kStrataUsers), right(kStrataItems);
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

// The sums are rounded, so they are equal for any number of threads only if the order of addition is fixed.
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

TEST(Strata, AnExceptionIsPassedOn) {
  const Grid grid = random_grid();
  for (std::size_t threads : {1, 4}) {
    Pool pool{threads};
    EXPECT_THROW(run_epoch(grid, 1, 0, pool, [](std::size_t, std::size_t) -> double { throw std::bad_alloc(); }),
                 std::bad_alloc);
  }
}

}  // namespace
}  // namespace kinfold
