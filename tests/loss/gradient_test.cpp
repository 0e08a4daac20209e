#include "loss/point.h"
#include "oracle/registry_types.h"
#include "penalty/row.h"

namespace kinfold {
namespace {

template <class L>
class PointLossTest : public ::testing::Test {};
TYPED_TEST_SUITE(PointLossTest, oracle::TypesOf<PointLosses>::Types, oracle::ByName);

// Scores and targets away from the kinks at |s - t| = 0 and 1.
TYPED_TEST(PointLossTest, SlopeIsTheDerivativeOfValue) {
  const TypeParam loss;
  for (float score = -2.37f; score < 3; score += 0.31f)
    for (float target : {0.0f, 0.25f, 1.0f}) {
      const float miss = std::fabs(score - target), h = 1e-2f;
      if (miss < 2 * h || std::fabs(miss - 1) < 2 * h) continue;
      const double difference = (double(loss.value(score + h, target)) - loss.value(score - h, target)) / (2 * h);
      EXPECT_NEAR(loss.slope(score, target), difference, 2e-3) << score << " " << target;
    }
}

TYPED_TEST(PointLossTest, ValueIsLeastWhereTheMeanIsTheTarget) {
  const TypeParam loss;
  for (float target : {0.2f, 0.5f, 0.9f}) {
    const float best = loss.offset(target);
    EXPECT_NEAR(loss.mean(best), target, 1e-5);
    for (float step : {-0.5f, 0.5f}) EXPECT_LT(loss.value(best, target), loss.value(best + step, target));
  }
}

TYPED_TEST(PointLossTest, ExtremeScoresStayFinite) {
  const TypeParam loss;
  for (float score : {-200.0f, 200.0f}) {
    EXPECT_TRUE(std::isfinite(loss.value(score, 1)));
    EXPECT_TRUE(std::isfinite(loss.slope(score, 1)));
  }
}

template <class P>
class PenaltyTest : public ::testing::Test {};
TYPED_TEST_SUITE(PenaltyTest, oracle::TypesOf<Penalties>::Types, oracle::ByName);

TYPED_TEST(PenaltyTest, GradientIsTheDerivativeOfValue) {
  const TypeParam penalty;
  for (float x : {-1.3f, 0.4f, 2.0f}) {
    const float h = 1e-2f;
    const double difference = (double(penalty.value(0.7f, x + h)) - penalty.value(0.7f, x - h)) / (2 * h);
    EXPECT_NEAR(penalty.gradient(0.7f, x), difference, 1e-3);
  }
}

TEST(RowStrength, TotalGrowsWithThePowerOfTheCount) {
  for (double power : {0.0, 0.5, 1.0}) {
    const double few = 10 * row_strength(0.1, power, 10, 20), many = 40 * row_strength(0.1, power, 40, 20);
    EXPECT_NEAR(many / few, std::pow(4, power), 1e-5);
  }
  EXPECT_EQ(row_strength(0.1, 0.5, 0, 20), 0);
}

}  // namespace
}  // namespace kinfold
