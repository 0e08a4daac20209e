#include "factorization/popularity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace kinfold {
namespace {

TEST(Popularity, FractionsByHand) {
  // Items by training rows: 3 (1), 0 (2) | 4 (2), 1 (5). Item 2 has none.
  const auto groups = popularity_groups({2, 5, 0, 1, 2}, {1, 6, 9, 0, 1}, {0, 0, 7, 3, 1}, 2);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].items, 2u);
  EXPECT_EQ(groups[0].min_count, 1u);
  EXPECT_EQ(groups[0].max_count, 2u);
  EXPECT_EQ(groups[1].max_count, 5u);
  EXPECT_DOUBLE_EQ(groups[0].training, 0.3);
  EXPECT_DOUBLE_EQ(groups[0].lists, 1 / 8.0);
  EXPECT_DOUBLE_EQ(groups[1].lists, 7 / 8.0);
  EXPECT_DOUBLE_EQ(groups[0].test, 3 / 4.0);
}

TEST(Popularity, GroupsAreEvenAndFractionsSumToOne) {
  Random random(3);
  for (int items = 1; items < 60; items += 7) {
    std::vector<std::uint32_t> training, lists, test;
    for (int n = 0; n < items; ++n)
      training.push_back(1 + std::uint32_t(random.below(9))), lists.push_back(std::uint32_t(random.below(5)) + 1),
          test.push_back(0);
    const auto groups = popularity_groups(training, lists, test);
    ASSERT_EQ(groups.size(), std::size_t(std::min(10, items)));
    double sum = 0, list_sum = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      EXPECT_NEAR(double(groups[g].items), double(items) / double(groups.size()), 1);
      EXPECT_TRUE(g == 0 || groups[g - 1].max_count <= groups[g].min_count);
      EXPECT_TRUE(std::isnan(groups[g].test));
      sum += groups[g].training, list_sum += groups[g].lists;
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_NEAR(list_sum, 1, 1e-12);
  }
  EXPECT_TRUE(popularity_groups({0, 0}, {1, 1}, {1, 1}).empty());
}

TEST(Popularity, GiniIsHalfTheMeanDifference) {
  EXPECT_DOUBLE_EQ(gini_index({4, 4, 4}), 0);
  EXPECT_DOUBLE_EQ(gini_index({0, 0, 0, 8}), 0.75);
  Random random(4);
  std::vector<std::uint32_t> counts;
  for (int n = 0; n < 40; ++n) counts.push_back(std::uint32_t(random.below(30)));
  double differences = 0, sum = 0;
  for (const double a : counts) {
    sum += a;
    for (const double b : counts) differences += std::fabs(a - b);
  }
  EXPECT_NEAR(gini_index(counts), differences / (2 * 40 * sum), 1e-12);
}

}  // namespace
}  // namespace kinfold
