#include "core/scan.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

TEST(Scan, EqualsASequentialScan) {
  oracle::on_every_instruction_set([] {
    Random random(1);
    for (std::size_t n = 0; n < 100; ++n) {
      std::vector<float> scores(n);
      for (float& x : scores) x = float(random.below(7));  // many equal ones
      for (const float threshold : {0.0f, 3.0f, 6.0f, 7.0f}) {
        RankCounts expected;
        for (const float x : scores) expected.above += x > threshold, expected.equal += x == threshold;
        const RankCounts counts = rank_counts(scores, threshold);
        EXPECT_EQ(counts.above, expected.above);
        EXPECT_EQ(counts.equal, expected.equal);
        for (std::size_t begin = 0; begin <= n; ++begin) {
          std::size_t first = begin;
          while (first < n && scores[first] < threshold) ++first;
          EXPECT_EQ(next_at_least(scores, begin, threshold), first) << n << " " << begin;
          while (first < n && (scores[first] < threshold || scores[first] > 4)) ++first;
          EXPECT_EQ(next_between(scores, begin, threshold, 4), first) << n << " " << begin;
        }
      }
    }
  });
}

}  // namespace
}  // namespace kinfold
