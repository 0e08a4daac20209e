#include "evaluate/spread.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kinfold {
namespace {

TEST(MetricSummary, MatchesItsFormula) {
  const MetricSummary summary = summarize({2, 4, 9});
  EXPECT_EQ(summary.count, 3u);
  EXPECT_DOUBLE_EQ(summary.mean, 5);
  EXPECT_DOUBLE_EQ(summary.stddev, std::sqrt(13));
  EXPECT_EQ(summary.min, 2);
  EXPECT_EQ(summary.max, 9);
}

TEST(MetricSummary, HandlesOneValueAndNone) {
  EXPECT_EQ(summarize({3}).mean, 3);
  EXPECT_TRUE(std::isnan(summarize({3}).stddev));
  const MetricSummary with_gap = summarize({NAN, 3, 5});
  EXPECT_EQ(with_gap.count, 2u);
  EXPECT_EQ(with_gap.mean, 4);
  for (const std::vector<double>& nothing : {std::vector<double>{}, {NAN, INFINITY}}) {
    EXPECT_EQ(summarize(nothing).count, 0u);
    EXPECT_TRUE(std::isnan(summarize(nothing).mean));
    EXPECT_TRUE(std::isnan(summarize(nothing).max));
  }
}

}  // namespace
}  // namespace kinfold
