#include "evaluate/spread.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kinfold {
namespace {

TEST(Spread, IsItsFormula) {
  const Spread spread = spread_of({2, 4, 9});
  EXPECT_EQ(spread.count, 3u);
  EXPECT_DOUBLE_EQ(spread.mean, 5);
  EXPECT_DOUBLE_EQ(spread.deviation, std::sqrt(13));
  EXPECT_EQ(spread.least, 2);
  EXPECT_EQ(spread.most, 9);
}

TEST(Spread, OfOneValueAndOfNone) {
  EXPECT_EQ(spread_of({3}).mean, 3);
  EXPECT_TRUE(std::isnan(spread_of({3}).deviation));
  const Spread with_gap = spread_of({NAN, 3, 5});
  EXPECT_EQ(with_gap.count, 2u);
  EXPECT_EQ(with_gap.mean, 4);
  for (const std::vector<double>& nothing : {std::vector<double>{}, {NAN, INFINITY}}) {
    EXPECT_EQ(spread_of(nothing).count, 0u);
    EXPECT_TRUE(std::isnan(spread_of(nothing).mean));
    EXPECT_TRUE(std::isnan(spread_of(nothing).most));
  }
}

}  // namespace
}  // namespace kinfold
