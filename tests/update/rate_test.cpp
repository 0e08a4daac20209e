#include <gtest/gtest.h>

#include <cmath>

#include "oracle/registry_types.h"
#include "update/update.h"

namespace kinfold {
namespace {

template <class U>
class UpdateTest : public ::testing::Test {};
TYPED_TEST_SUITE(UpdateTest, oracle::TypesOf<Updates>::Types, oracle::ByName);

TYPED_TEST(UpdateTest, RatesArePositiveAndFiniteForAnyGradient) {
  static_assert(Update<TypeParam>);
  const TypeParam update{0.1f};
  for (float square : {0.0f, 1e-30f, 1e-6f, 1.0f, 1e12f}) {
    RowState state;
    for (int step = 0; step < 20'000; ++step) {
      const float rate = update.rate(state, square);
      ASSERT_TRUE(rate > 0 && std::isfinite(rate)) << square << " step " << step;
    }
  }
}

TYPED_TEST(UpdateTest, ARuleWithoutStateLeavesItAlone) {
  RowState state;
  TypeParam{0.1f}.rate(state, 2);
  const bool moved = state.square != 0 || state.first_power != 1 || state.second_power != 1;
  EXPECT_EQ(moved, TypeParam::has_state);
}

// The least of (x - 3)^2 / 2 is found, with the direction that the solver takes.
TYPED_TEST(UpdateTest, DescendsAParabola) {
  const TypeParam update{0.2f};
  RowState state;
  float x = 0, moment = 0;
  for (int step = 0; step < 3000; ++step) {
    const float gradient = x - 3, rate = update.rate(state, gradient * gradient);
    if (TypeParam::has_moment) moment = kMomentum * moment + (1 - kMomentum) * gradient;
    x -= rate * (TypeParam::has_moment ? moment : gradient);
  }
  EXPECT_NEAR(x, 3, 0.02);
}

TEST(Adagrad, FallsWithTheSumOfSquares) {
  RowState state;
  const Adagrad update{0.6f};
  double sum = 0;
  for (float square : {3.0f, 0.0f, 5.0f, 7.0f}) {
    sum += square;
    EXPECT_NEAR(update.rate(state, square), 0.6 / std::sqrt(1 + sum), 1e-6);
  }
}

// Bias correction makes the first steps as long as later ones: rate times the sign of the gradient.
TEST(Adam, StepsHaveTheLengthOfTheRateWhileTheGradientIsConstant) {
  for (float gradient : {1e-3f, 1.0f, 200.0f}) {
    RowState state;
    float moment = 0;
    for (int step = 0; step < 500; ++step) {
      const float rate = Adam{0.01f}.rate(state, gradient * gradient);
      moment = kMomentum * moment + (1 - kMomentum) * gradient;
      ASSERT_NEAR(rate * moment, 0.01, 1e-4) << gradient << " step " << step;
    }
  }
}

}  // namespace
}  // namespace kinfold
