#include "table/parallel_analysis.h"

#include <gtest/gtest.h>

#include "table/tables.h"

namespace kinfold {
namespace {

TEST(ParallelAnalysis, FindsTrueRank) {
  Pool pool(2);
  for (const std::size_t rank : {1u, 3u, 5u}) {
    const Frame planted = oracle::even_frame(300, 40, rank, 0.3, 0);
    for (const bool scaled : {false, true})
      EXPECT_EQ(run_parallel_analysis(planted.cells, scaled, 1, pool).parallel_analysis_rank, rank) << scaled;
  }
}

TEST(ParallelAnalysis, FindsAlmostNoDirectionsInNoise) {
  Pool pool(2);
  std::size_t total_rank = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto noise = oracle::planted_table(100, 12, 0, 1, 0, seed);
    total_rank += run_parallel_analysis(noise.frame.cells, true, seed, pool).parallel_analysis_rank;
  }
  EXPECT_LE(total_rank, 3u);  // one eigenvalue of twenty is above the 95th percentile
}

TEST(ParallelAnalysis, ValuesAreEigenvaluesOfCovariances) {
  Pool pool(1);
  Matrix cells(4, 2);
  const float a[] = {1, -1, 1, -1}, b[] = {2, 2, -2, -2};
  for (Id row = 0; row < 4; ++row) cells[row][0] = a[row], cells[row][1] = b[row];
  const ParallelAnalysis plain = run_parallel_analysis(cells, false, 1, pool);
  EXPECT_NEAR(plain.values[0], 4, 1e-5);
  EXPECT_NEAR(plain.values[1], 1, 1e-5);
  const ParallelAnalysis scaled = run_parallel_analysis(cells, true, 1, pool);
  EXPECT_NEAR(scaled.values[0], 1, 1e-5);
  EXPECT_NEAR(scaled.values[1], 1, 1e-5);
}

TEST(ParallelAnalysis, DoesNotDependOnThreads) {
  const auto planted = oracle::planted_table(200, 40, 2, 0.5);
  Pool one(1), three(3);
  const ParallelAnalysis a = run_parallel_analysis(planted.frame.cells, true, 5, one),
                         b = run_parallel_analysis(planted.frame.cells, true, 5, three);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.null_percentiles, b.null_percentiles);
}

TEST(ParallelAnalysis, SupportsCompleteNumericTables) {
  Matrix cells(3, 2);
  EXPECT_TRUE(supports_parallel_analysis({{"a"}, {"b", ColumnKind::kCount}}, cells));
  EXPECT_FALSE(supports_parallel_analysis({{"a"}, {"b", ColumnKind::kCategory, {"x", "y"}}}, cells));
  cells[1][1] = NAN;
  EXPECT_FALSE(supports_parallel_analysis({{"a"}, {"b"}}, cells));
}

}  // namespace
}  // namespace kinfold
