#include "factorization/sgd_pointwise.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "loss/point.h"
#include "oracle/sides.h"

namespace kinfold {
namespace {

using oracle::random_side;

constexpr std::size_t kRows = 5;

TEST(PointwiseSgd, ReturnsTheLossBeforeEachStep) {
  FactorSide left = random_side(kRows, 4, 1), right = random_side(kRows, 4, 2);
  SideState none;
  PointwiseSgd sgd(left, none, right, none, 0.5f);
  sgd.lr = 0;
  Random random(3);
  std::vector<Rating> rows;
  for (int i = 0; i < 150; ++i)
    rows.push_back({Id(random.below(kRows)), Id(random.below(kRows)), float(random.below(2))});
  double expected = 0;
  for (const Rating& r : rows) expected += Squared().value(score(Factors(left, right, 0.5f), r.left, r.right), r.value);
  EXPECT_NEAR(find_pointwise_sweep("squared", "sgd")(sgd, rows), expected, 1e-3);
}

TEST(PointwiseSgd, AnEmptyBucketChangesNothing) {
  FactorSide left = random_side(kRows, 8, 1), right = random_side(kRows, 8, 2);
  SideState none;
  EXPECT_EQ(find_pointwise_sweep("huber", "sgd")(PointwiseSgd(left, none, right, none, 0), {}), 0);
}

TEST(PointwiseSgd, UnknownNamesAreRefused) {
  EXPECT_THROW(find_pointwise_sweep("squred", "sgd"), UsageError);
  EXPECT_THROW(find_pointwise_sweep("squared", "sdg"), UsageError);
}

}  // namespace
}  // namespace kinfold
