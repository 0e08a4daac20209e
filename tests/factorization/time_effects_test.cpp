#include "factorization/time_effects.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/ratings.h"

namespace kinfold {
namespace {

TEST(TimeBins, AnEdgeBeginsItsBinAndTheOuterOnesAreOpen) {
  const TimeBins bins{{10, 20}};
  EXPECT_EQ(bins.count(), 3u);
  EXPECT_EQ(bins(-1e300), 0u);
  EXPECT_EQ(bins(9.5), 0u);
  EXPECT_EQ(bins(10), 1u);
  EXPECT_EQ(bins(19.5), 1u);
  EXPECT_EQ(bins(20), 2u);
  EXPECT_EQ(bins(1e300), 2u);
}

TEST(TimeBins, OfEqualWidthCutTheSpan) {
  EXPECT_EQ(equal_width({0, 8, 1, 2}, 4).edges, (std::vector<double>{2, 4, 6}));
  EXPECT_TRUE(equal_width({3, 5}, 1).edges.empty());
}

TEST(TimeBins, OfEqualCountHaveEqualNumbersOfTimes) {
  EXPECT_EQ(equal_count({8, 7, 6, 5, 4, 3, 2, 1}, 4).edges, (std::vector<double>{3, 5, 7}));
  EXPECT_EQ(equal_count({1, 1, 1, 1, 1, 1, 1, 9}, 4).edges, std::vector<double>());
  EXPECT_EQ(equal_count({1, 1, 1, 1, 1, 9, 9, 9}, 4).edges, std::vector<double>{9});
}

// Equal times fall into one bin with both strategies.
TEST(TimeBins, EqualTimesShareABin) {
  const std::vector<double> times(5, 1e9);
  EXPECT_EQ(equal_count(times, 7).count(), 1u);
  const TimeBins bins = equal_width(times, 7);
  for (double time : times) EXPECT_EQ(bins(time), bins(times[0]));
}

TEST(TimeDeviation, IsAPowerOfTheDaysOnBothSides) {
  EXPECT_EQ(time_deviation(5e8, 5e8), 0);
  EXPECT_DOUBLE_EQ(time_deviation(kDay, 0), 1);
  EXPECT_DOUBLE_EQ(time_deviation(32 * kDay, 0), 4);
  EXPECT_DOUBLE_EQ(time_deviation(0, 32 * kDay), -4);
}

TEST(DayOf, CountsWholeDaysAlsoBefore1970) {
  EXPECT_EQ(day_of(kDay) - day_of(0), 1u);
  EXPECT_EQ(day_of(kDay - 1), day_of(0));
  EXPECT_EQ(day_of(0) - day_of(-1), 1u);
  EXPECT_LT(day_of(-1e300), day_of(0));  // extreme times are clamped
  EXPECT_GT(day_of(1e300), day_of(0));
}

// Two users, two items, and two bins with the edge 100 s. User 1 has another vector in the second bin.
TimeEffects effects() {
  TimeEffects time;
  time.bins.edges = {100};
  time.item_bin = {0.1f, 0.2f, 0.3f, 0.4f};
  time.drift = {0, 2};
  time.mean_time = {0, 10 * kDay};
  time.day_key = {time_key(0, day_of(0)), time_key(1, day_of(0)), time_key(1, day_of(3 * kDay))};
  time.day = {10, 20, 30};
  time.row_key = {time_key(1, 1)};
  time.row = {2};
  return time;
}

TEST(TimeEffects, ScoresAddUp) {
  const TimeEffects time = effects();
  EXPECT_FLOAT_EQ(time.score(0, 0, 50), 0.1f + 10);
  EXPECT_FLOAT_EQ(time.score(0, 1, 150), 0.4f + 10);
  EXPECT_FLOAT_EQ(time.score(1, 1, 3 * kDay), 0.4f + 2 * float(time_deviation(0, 7 * kDay)) + 30);
}

TEST(TimeEffects, UnseenIdsAndDaysAddNothing) {
  const TimeEffects time = effects();
  EXPECT_FLOAT_EQ(time.score(0, 0, 5 * kDay), 0.2f);  // unseen day
  EXPECT_FLOAT_EQ(time.score(kUnseen, 0, 50), 0.1f);
  EXPECT_FLOAT_EQ(time.score(0, kUnseen, 50), 10);
  EXPECT_EQ(time.score(kUnseen, kUnseen, 50), 0);
  EXPECT_EQ(TimeEffects().score(3, 4, 50), 0);
}

TEST(TimeEffects, TheRowDependsOnUserAndBin) {
  const TimeEffects time = effects();
  EXPECT_EQ(time.row_at(1, 150), 2u);
  EXPECT_EQ(time.row_at(1, 50), 1u);   // no vector in that bin
  EXPECT_EQ(time.row_at(0, 150), 0u);  // no vector of that user
  EXPECT_EQ(time.row_at(kUnseen, 150), kUnseen);
  EXPECT_EQ(TimeEffects().row_at(7, 150), 7u);
}

TEST(TimeEffects, AreEmptyWithoutTerms) {
  TimeEffects time;
  time.bins.edges = {1, 2};
  EXPECT_TRUE(time.empty());
  EXPECT_FALSE(effects().empty());
}

}  // namespace
}  // namespace kinfold
