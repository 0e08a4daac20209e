#include "solver/pointwise.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "loss/point.h"
#include "oracle/sides.h"

namespace kinfold {
namespace {

using oracle::random_side;

constexpr std::size_t kRows = 5;

TEST(Pointwise, ReturnsTheLossBeforeEachStep) {
  Side left = random_side(kRows, 4, 1), right = random_side(kRows, 4, 2);
  SideState none;
  Pointwise work(left, none, right, none, 0.5f);
  work.rate = 0;
  Random random(3);
  std::vector<Rating> rows;
  for (int i = 0; i < 150; ++i)
    rows.push_back({Id(random.below(kRows)), Id(random.below(kRows)), float(random.below(2))});
  double expected = 0;
  for (const Rating& r : rows) expected += Squared().value(score(Factors(left, right, 0.5f), r.left, r.right), r.value);
  EXPECT_NEAR(find_sweep("squared", "sgd")(work, rows), expected, 1e-3);
}

TEST(Pointwise, AnEmptyBucketChangesNothing) {
  Side left = random_side(kRows, 8, 1), right = random_side(kRows, 8, 2);
  SideState none;
  EXPECT_EQ(find_sweep("huber", "sgd")(Pointwise(left, none, right, none, 0), {}), 0);
}

TEST(Pointwise, UnknownNamesAreRefused) {
  EXPECT_THROW(find_sweep("squred", "sgd"), UsageError);
  EXPECT_THROW(find_sweep("squared", "sdg"), UsageError);
}

}  // namespace
}  // namespace kinfold
