#include "evaluate/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace kinfold {
namespace {

// By definition: the mean of each resample in double precision, row by row.
std::vector<Metric> row_by_row(const std::vector<double>& values, std::size_t columns, std::size_t resamples,
                               std::uint64_t seed) {
  const std::size_t units = values.size() / columns;
  std::vector<Metric> result;
  for (std::size_t c = 0; c < columns; ++c) {
    const auto mean = [&](const std::vector<std::uint32_t>& times) {
      double sum = 0;
      for (std::size_t row = 0; row < units; ++row)
        if (times[row] > 0) sum += times[row] * values[row * columns + c];
      return sum / double(units);
    };
    std::vector<double> finite;
    for (std::size_t i = 0; i < resamples; ++i)
      if (const double one = mean(resample_counts(units, seed, i)); std::isfinite(one)) finite.push_back(one);
    result.push_back(interval(mean(std::vector<std::uint32_t>(units, 1)), finite));
  }
  return result;
}

void expect_near(double value, double expected, double scale) {
  if (std::isnan(expected))
    EXPECT_TRUE(std::isnan(value));
  else if (std::isinf(expected))
    EXPECT_EQ(value, expected);
  else
    EXPECT_NEAR(value, expected, 1e-6 * scale);
}

void expect_same(const std::vector<double>& values, std::size_t columns, const std::vector<double>& scale) {
  const std::vector<Metric> expected = row_by_row(values, columns, 150, 7);
  for (const std::size_t threads : {1, 3}) {
    Pool pool(threads);
    const std::vector<Metric> found = mean_intervals(values, columns, 150, 7, pool);
    ASSERT_EQ(found.size(), columns);
    for (std::size_t c = 0; c < columns; ++c) {
      expect_near(found[c].value, expected[c].value, scale[c]);
      expect_near(found[c].low, expected[c].low, scale[c]);
      expect_near(found[c].high, expected[c].high, scale[c]);
    }
  }
}

TEST(Bootstrap, MeansMatchTheDefinition) {
  Random random(3, {1});
  for (const std::size_t units : {1, 2, 37, 4096, 9000}) {  // less than a block, one block, several blocks
    std::vector<double> values;
    for (std::size_t row = 0; row < units; ++row) {
      values.push_back(1e6 + random.uniform());  // a large mean and a small standard deviation
      values.push_back(random.below(3) == 0);
      values.push_back(5);
      values.push_back(random.normal() * 1e4);
    }
    expect_same(values, 4, {1, 1, 1, 1e4});
  }
}

TEST(Bootstrap, ResamplesWithoutAFiniteMeanAreExcluded) {
  Random random(4, {1});
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<double> values;
  for (std::size_t row = 0; row < 50; ++row) {
    values.push_back(row == 7 ? std::nan("") : random.uniform());  // in some resamples, not in others
    values.push_back(random.uniform());
    values.push_back(row % 2 == 0 ? kInfinity : 1);  // in all resamples
    values.push_back(std::nan(""));
  }
  expect_same(values, 4, {1, 1, 1, 1});
}

TEST(Bootstrap, RatiosAreToTheLastColumn) {
  Random random(5, {1});
  std::vector<double> values, alike;
  for (std::size_t row = 0; row < 200; ++row) {
    const double count = double(1 + random.below(9));
    values.insert(values.end(), {3 * count, count});
    alike.insert(alike.end(), {random.uniform(), 2});
  }
  Pool pool(2);
  const Metric thrice = ratio_intervals(values, 2, 100, 1, pool)[0];
  EXPECT_NEAR(thrice.low, 3, 1e-6);  // for any resample
  EXPECT_NEAR(thrice.high, 3, 1e-6);
  const Metric half = ratio_intervals(alike, 2, 100, 1, pool)[0], whole = mean_intervals(alike, 2, 100, 1, pool)[0];
  EXPECT_NEAR(half.low, whole.low / 2, 1e-6);
  EXPECT_NEAR(half.high, whole.high / 2, 1e-6);
}

}  // namespace
}  // namespace kinfold
