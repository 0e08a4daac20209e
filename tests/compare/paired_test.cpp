#include "compare/paired.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

UnitScores scores_of(const std::vector<double>& values, bool root = false) {
  UnitScores scores{"metric", "rows", !root, root, {}, {}};
  for (std::uint32_t n = 0; n < values.size(); ++n) scores.values[n] = values[n];
  return scores;
}

// Pairs of scores with a mean difference of `gain` and a shared difficulty per unit.
struct ScorePairs {
  std::vector<double> first, second;
  ScorePairs(std::size_t count, double gain, std::uint64_t seed) {
    Random random(seed);
    for (std::size_t n = 0; n < count; ++n) {
      const double difficulty = 5 * random.normal();
      first.push_back(difficulty + 0.5 * random.normal());
      second.push_back(difficulty + gain + 0.5 * random.normal());
    }
  }
};

TEST(PairedComparison, MatchesItsFormula) {
  Pool pool(1);
  const PairedComparison paired = compare(scores_of({1, 4, 4}), scores_of({2, 4, 3}), 1, pool);
  EXPECT_EQ(paired.units, 3u);
  EXPECT_DOUBLE_EQ(paired.first, 3);
  EXPECT_DOUBLE_EQ(paired.difference.value, 0);
  EXPECT_DOUBLE_EQ(paired.better, 1 / 3.0);
  EXPECT_DOUBLE_EQ(paired.worse, 1 / 3.0);
  const PairedComparison roots = compare(scores_of({1, 4, 4}, true), scores_of({4, 9, 14}, true), 1, pool);
  EXPECT_DOUBLE_EQ(roots.first, std::sqrt(3));
  EXPECT_DOUBLE_EQ(roots.difference.value, 3 - std::sqrt(3));
  EXPECT_DOUBLE_EQ(roots.worse, 1);  // smaller is better
}

TEST(PairedComparison, UsesUnitsThatBothModelsCanScore) {
  Pool pool(1);
  UnitScores first = scores_of({1, 2, 3}), second = scores_of({1, 2, 3, 4});
  first.values.erase(0);
  EXPECT_EQ(compare(first, second, 1, pool).units, 2u);
  second.values = {{0, 1.0}};
  EXPECT_THROW(compare(first, second, 1, pool), Error);
  second.metric = "other";
  EXPECT_THROW(compare(first, second, 1, pool), Error);
}

TEST(PairedComparison, AModelEqualsItself) {
  Pool pool(2);
  const ScorePairs pairs(200, 0, 2);
  const PairedComparison paired = compare(scores_of(pairs.first), scores_of(pairs.first), 1, pool);
  EXPECT_EQ(paired.difference.low, 0);
  EXPECT_EQ(paired.difference.high, 0);
  EXPECT_EQ(paired.better + paired.worse, 0);
}

// The shared difficulty has forty times the standard deviation of the gain, so only the paired difference shows the
// gain.
TEST(PairedComparison, DetectsASmallGainDespiteSharedDifficulty) {
  Pool pool(2);
  const ScorePairs pairs(1500, 0.125, 3);
  const PairedComparison paired = compare(scores_of(pairs.first), scores_of(pairs.second), 1, pool);
  EXPECT_GT(paired.difference.low, 0);
  EXPECT_LT(paired.difference.high, 0.25);
}

// The interval covers the true difference in 93 % to 97 % of the repeats.
TEST(PairedComparison, IntervalsCoverTheTruth) {
  Pool pool(2);
  std::size_t covered = 0;
  constexpr std::size_t kRepeats = 500;
  for (std::size_t repeat = 0; repeat < kRepeats; ++repeat) {
    const ScorePairs pairs(120, 0.1, 100 + repeat);
    const Metric d = compare(scores_of(pairs.first), scores_of(pairs.second), repeat, pool).difference;
    covered += d.low <= 0.1 && 0.1 <= d.high;
  }
  EXPECT_GE(covered, kRepeats * 93 / 100);
  EXPECT_LE(covered, kRepeats * 97 / 100);
}

// Units of one user are correlated, so they carry less information.
TEST(PairedComparison, GroupsWidenTheInterval) {
  Pool pool(2);
  Random random(4);
  UnitScores first = scores_of({}), second = first;
  for (std::uint32_t n = 0; n < 400; ++n) first.group.push_back(n / 20);
  double shift = 0;
  for (std::uint32_t n = 0; n < 400; ++n) {
    if (n % 20 == 0) shift = random.normal();
    first.values[n] = random.normal();
    second.values[n] = first.values[n] + shift;
  }
  const Metric grouped = compare(first, second, 1, pool).difference;
  first.group.clear();
  const Metric alone = compare(first, second, 1, pool).difference;
  EXPECT_GT(grouped.high - grouped.low, 2 * (alone.high - alone.low));
}

}  // namespace
}  // namespace kinfold
