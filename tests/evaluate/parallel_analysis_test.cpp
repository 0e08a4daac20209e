#include "evaluate/parallel_analysis.h"

#include <gtest/gtest.h>

#include "train/tables.h"

namespace kinfold {
namespace {

TEST(ParallelAnalysis, FindsThePlantedDirections) {
  Pool pool(2);
  for (const std::size_t rank : {1u, 3u, 5u}) {
    const Frame planted = oracle::even_frame(300, 40, rank, 0.3, 0);
    for (const bool scaled : {false, true})
      EXPECT_EQ(analyse_in_parallel(planted.cells, scaled, 1, pool).longer, rank) << scaled;
  }
}

TEST(ParallelAnalysis, FindsNextToNothingInNoise) {
  Pool pool(2);
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto noise = oracle::planted_table(100, 12, 0, 1, 0, seed);
    found += analyse_in_parallel(noise.frame.cells, true, seed, pool).longer;
  }
  EXPECT_LE(found, 3u);  // one of twenty is longer than the 95th percentile
}

TEST(ParallelAnalysis, ValuesAreThoseOfTheCovariances) {
  Pool pool(1);
  Table cells(4, 2);
  const float a[] = {1, -1, 1, -1}, b[] = {2, 2, -2, -2};
  for (Id row = 0; row < 4; ++row) cells[row][0] = a[row], cells[row][1] = b[row];
  const ParallelAnalysis plain = analyse_in_parallel(cells, false, 1, pool);
  EXPECT_NEAR(plain.values[0], 4, 1e-5);
  EXPECT_NEAR(plain.values[1], 1, 1e-5);
  const ParallelAnalysis scaled = analyse_in_parallel(cells, true, 1, pool);
  EXPECT_NEAR(scaled.values[0], 1, 1e-5);
  EXPECT_NEAR(scaled.values[1], 1, 1e-5);
}

TEST(ParallelAnalysis, DoesNotDependOnThreads) {
  const auto planted = oracle::planted_table(200, 40, 2, 0.5);
  Pool one(1), three(3);
  const ParallelAnalysis a = analyse_in_parallel(planted.frame.cells, true, 5, one),
                         b = analyse_in_parallel(planted.frame.cells, true, 5, three);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.chance, b.chance);
}

TEST(ParallelAnalysis, TakesWholeTablesOfNumbers) {
  Table cells(3, 2);
  EXPECT_TRUE(takes_parallel_analysis({{"a"}, {"b", Kind::kCount}}, cells));
  EXPECT_FALSE(takes_parallel_analysis({{"a"}, {"b", Kind::kCategory, {"x", "y"}}}, cells));
  cells[1][1] = NAN;
  EXPECT_FALSE(takes_parallel_analysis({{"a"}, {"b"}}, cells));
}

}  // namespace
}  // namespace kinfold
