#include "factorization/slices.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace kinfold {
namespace {

TEST(Slices, ContainEachRowOnceInTheOrderOfTheKey) {
  Random random(1);
  for (const std::size_t rows : {1, 7, 10, 95, 1000}) {
    std::vector<double> key;
    std::vector<float> predicted, actual;
    double sum = 0;
    for (std::size_t n = 0; n < rows; ++n) {
      key.push_back(double(random.below(40)));
      predicted.push_back(float(random.normal()));
      actual.push_back(float(random.normal()));
      sum += double(predicted[n]);
    }
    const std::vector<Slice> slices = slices_by(key, predicted, actual);
    EXPECT_LE(slices.size(), 10u);
    std::size_t all = 0;
    double total = 0;
    for (std::size_t s = 0; s < slices.size(); ++s) {
      all += slices[s].rows;
      total += slices[s].predicted * double(slices[s].rows);
      if (s > 0) {
        EXPECT_LT(slices[s - 1].high, slices[s].low);
      }
    }
    EXPECT_EQ(all, rows);
    EXPECT_NEAR(total, sum, 1e-3);
  }
}

TEST(Slices, EqualTheFormulas) {
  const std::vector<Slice> slices = slices_by({2, 1, 2, 3}, {1, 2, 3, 4}, {1, 0, 1, 4}, 2);
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(slices[0].rows, 3u);  // 1, 2, 2: equal keys stay together
  EXPECT_DOUBLE_EQ(slices[0].predicted, 2);
  EXPECT_DOUBLE_EQ(slices[0].actual, 2 / 3.0);
  EXPECT_DOUBLE_EQ(slices[0].rmse, std::sqrt(8 / 3.0));
  EXPECT_DOUBLE_EQ(slices[1].rmse, 0);
}

TEST(Slices, NoRowsGiveNoSlices) { EXPECT_TRUE(slices_by({}, {}, {}).empty()); }

}  // namespace
}  // namespace kinfold
