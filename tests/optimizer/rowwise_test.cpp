#include "optimizer/rowwise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "oracle/typed_tests.h"

namespace kinfold {
namespace {

template <class U>
class OptimizerTest : public ::testing::Test {};
TYPED_TEST_SUITE(OptimizerTest, oracle::TypesOf<RowwiseOptimizers>::Types, oracle::ByName);

TYPED_TEST(OptimizerTest, StepSizesArePositiveAndFinite) {
  static_assert(Optimizer<TypeParam>);
  const TypeParam optimizer{0.1f};
  for (float square : {0.0f, 1e-30f, 1e-6f, 1.0f, 1e12f}) {
    RowState state;
    for (int step = 0; step < 20'000; ++step) {
      const float lr = optimizer.lr(state, square);
      ASSERT_TRUE(lr > 0 && std::isfinite(lr)) << square << " step " << step;
    }
  }
}

TYPED_TEST(OptimizerTest, AnOptimizerWithoutStateDoesNotChangeIt) {
  RowState state;
  TypeParam{0.1f}.lr(state, 2);
  const bool moved = state.square != 0 || state.beta1_power != 1 || state.beta2_power != 1;
  EXPECT_EQ(moved, TypeParam::has_state);
}

// Minimizes (x - 3)^2 / 2.
TYPED_TEST(OptimizerTest, MinimizesAParabola) {
  const TypeParam optimizer{0.2f};
  RowState state;
  float x = 0, moment = 0;
  for (int step = 0; step < 3000; ++step) {
    const float gradient = x - 3, lr = optimizer.lr(state, gradient * gradient);
    if (TypeParam::has_moment) moment = kBeta1 * moment + (1 - kBeta1) * gradient;
    x -= lr * (TypeParam::has_moment ? moment : gradient);
  }
  EXPECT_NEAR(x, 3, 0.02);
}

TEST(RowwiseAdagrad, StepSizeDecreasesWithTheSumOfSquares) {
  RowState state;
  const RowwiseAdagrad optimizer{0.6f};
  double sum = 0;
  for (float square : {3.0f, 0.0f, 5.0f, 7.0f}) {
    sum += square;
    EXPECT_NEAR(optimizer.lr(state, square), 0.6 / std::sqrt(1 + sum), 1e-6);
  }
}

// With bias correction, the first steps are as long as later ones: lr times the sign of the gradient.
TEST(RowwiseAdam, StepsAreTheLearningRateForAConstantGradient) {
  for (float gradient : {1e-3f, 1.0f, 200.0f}) {
    RowState state;
    float moment = 0;
    for (int step = 0; step < 500; ++step) {
      const float lr = RowwiseAdam{0.01f}.lr(state, gradient * gradient);
      moment = kBeta1 * moment + (1 - kBeta1) * gradient;
      ASSERT_NEAR(lr * moment, 0.01, 1e-4) << gradient << " step " << step;
    }
  }
}

}  // namespace
}  // namespace kinfold
