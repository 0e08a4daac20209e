#include "solver/regress.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/rows.h"

namespace kinfold {
namespace {

struct World {
  static constexpr std::size_t kRows = 60, kTraits = 9, kRank = 3;
  Bags bags, members;
  Table rows{kRows, kRank}, traits{kTraits, kRank};
  std::vector<float> weight;
  std::vector<std::uint8_t> group;
  std::vector<float> ridge;
  Pool pool{2};

  World() {
    Random random(3);
    for (Id row = 0; row < kRows; ++row) {
      for (Id k = 0; k < kTraits; ++k)
        if (random.uniform() < 0.3) bags.add(k, float(random.normal()));
      bags.close();
      weight.push_back(row % 7 == 0 ? 0 : float(random.uniform()));
      for (float& x : rows.row(row)) x = float(random.normal());
    }
    members = transposed(bags, kTraits);
    for (std::size_t k = 0; k < kTraits; ++k) group.push_back(std::uint8_t(k % 2));
    ridge.assign(2 * traits.stride(), 1);
    for (float& x : ridge) x = float(0.1 + random.uniform());
  }
  Regression problem() const { return {&bags, &members, weight, group, ridge}; }

  // The dense matrix and right-hand side of one column.
  std::vector<double> least(std::size_t column, const Table* added = nullptr) const {
    oracle::Matrix x(kRows, std::vector<double>(kTraits)), a(kTraits, std::vector<double>(kTraits));
    std::vector<double> b(kTraits);
    for (Id row = 0; row < kRows; ++row)
      for (std::uint64_t n = bags.begin[row]; n < bags.begin[row + 1]; ++n) x[row][bags.member[n]] += bags.weight[n];
    for (std::size_t i = 0; i < kTraits; ++i) {
      for (std::size_t row = 0; row < kRows; ++row) {
        for (std::size_t j = 0; j < kTraits; ++j) a[i][j] += weight[row] * x[row][i] * x[row][j];
        b[i] += weight[row] * x[row][i] * rows[Id(row)][column];
      }
      a[i][i] += ridge[group[i] * traits.stride() + column];
      if (added) b[i] += (*added)[Id(i)][column];
    }
    return oracle::solve(a, b);
  }
  void expect_least(const Table* added = nullptr) const {
    for (std::size_t c = 0; c < kRank; ++c) {
      const std::vector<double> expected = least(c, added);
      for (Id k = 0; k < kTraits; ++k) EXPECT_NEAR(traits[k][c], expected[k], 1e-3) << k << " " << c;
    }
  }
};

TEST(Regress, EqualsTheDenseNormalEquations) {
  World world;
  regress(world.problem(), world.rows, world.traits, 40, world.pool);
  world.expect_least();
}

TEST(Regress, GoesOnFromTheVectorsAtHand) {
  World world;
  for (int again = 0; again < 20; ++again) regress(world.problem(), world.rows, world.traits, 3, world.pool);
  world.expect_least();
}

TEST(Regress, TakesWhatIsAddedToTheRightHandSide) {
  World world;
  Table added(World::kTraits, World::kRank);
  for (Id k = 0; k < World::kTraits; ++k)
    for (float& x : added.row(k)) x = float(k) - 4;
  regress(world.problem(), world.rows, world.traits, 40, world.pool, &added);
  world.expect_least(&added);
}

TEST(Regress, TheNumberOfThreadsChangesNothing) {
  World one, three;
  Pool pool(3);
  regress(one.problem(), one.rows, one.traits, 5, one.pool);
  regress(three.problem(), three.rows, three.traits, 5, pool);
  EXPECT_TRUE(std::ranges::equal(one.traits.padded(), three.traits.padded()));
}

TEST(Regress, MeansAreWeightedSums) {
  World world;
  for (Id k = 0; k < World::kTraits; ++k)
    for (float& x : world.traits.row(k)) x = float(k + 1);
  Table means(World::kRows, World::kRank);
  mean_rows(world.bags, world.traits, means, world.pool);
  for (Id row = 0; row < World::kRows; ++row) {
    double sum = 0;
    for (std::uint64_t n = world.bags.begin[row]; n < world.bags.begin[row + 1]; ++n)
      sum += world.bags.weight[n] * double(world.bags.member[n] + 1);
    EXPECT_NEAR(means[row][1], sum, 1e-4);
  }
}

TEST(Bags, TransposingTwiceGivesTheBagsBack) {
  World world;
  const Bags again = transposed(transposed(world.bags, World::kTraits), World::kRows);
  EXPECT_EQ(again.begin, world.bags.begin);
  EXPECT_EQ(again.member, world.bags.member);
  EXPECT_EQ(again.weight, world.bags.weight);
}

}  // namespace
}  // namespace kinfold
