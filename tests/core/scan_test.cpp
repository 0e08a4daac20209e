#include "core/scan.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

TEST(Scan, EqualsLookingAtOneAfterTheOther) {
  oracle::on_every_instruction_set([] {
    Random random(1);
    for (std::size_t n = 0; n < 100; ++n) {
      std::vector<float> scores(n);
      for (float& x : scores) x = float(random.below(7));  // many equal ones
      for (const float mark : {0.0f, 3.0f, 6.0f, 7.0f}) {
        Standing expected;
        for (const float x : scores) expected.above += x > mark, expected.equal += x == mark;
        const Standing found = count_against(scores, mark);
        EXPECT_EQ(found.above, expected.above);
        EXPECT_EQ(found.equal, expected.equal);
        for (std::size_t begin = 0; begin <= n; ++begin) {
          std::size_t first = begin;
          while (first < n && scores[first] < mark) ++first;
          EXPECT_EQ(next_at_least(scores, begin, mark), first) << n << " " << begin;
          while (first < n && (scores[first] < mark || scores[first] > 4)) ++first;
          EXPECT_EQ(next_between(scores, begin, mark, 4), first) << n << " " << begin;
        }
      }
    }
  });
}

}  // namespace
}  // namespace kinfold
