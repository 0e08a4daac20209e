#include "loss/group.h"
#include "loss/point.h"
#include "oracle/typed_tests.h"
#include "regularizer/row.h"

namespace kinfold {
namespace {

template <class L>
class PointLossTest : public ::testing::Test {};
TYPED_TEST_SUITE(PointLossTest, oracle::TypesOf<PointLosses>::Types, oracle::ByName);

// Scores and targets away from the kinks at |s - t| = 0 and 1.
TYPED_TEST(PointLossTest, GradientIsTheDerivativeOfValue) {
  const TypeParam loss;
  for (float score = -2.37f; score < 3; score += 0.31f)
    for (float target : {0.0f, 0.25f, 1.0f}) {
      const float miss = std::fabs(score - target), h = 1e-2f;
      if (miss < 2 * h || std::fabs(miss - 1) < 2 * h) continue;
      const double difference = (double(loss.value(score + h, target)) - loss.value(score - h, target)) / (2 * h);
      EXPECT_NEAR(loss.gradient(score, target), difference, 2e-3) << score << " " << target;
    }
}

TYPED_TEST(PointLossTest, ValueIsMinimalWhereTheMeanIsTheTarget) {
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
    EXPECT_TRUE(std::isfinite(loss.gradient(score, 1)));
  }
}

template <class L>
class GroupLossTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kNegatives = 5;
  const GroupLossOptions options{0.7f, 0.9f, 100};
  const std::vector<float> corrections{0.2f, -0.4f, 0.0f, 1.1f, -0.3f};

  // The loss. `gradients` receives the gradients with respect to the score of the positive and then of the negatives.
  float value(std::vector<float> scores, std::vector<float>& gradients) const {
    gradients.assign(scores.size(), 0);
    GroupScores group{scores[0], std::span(scores).subspan(1), corrections, 0, std::span(gradients).subspan(1)};
    const float loss = L{}.gradients(group, options);
    gradients[0] = group.positive_gradient;
    return loss;
  }
};
TYPED_TEST_SUITE(GroupLossTest, oracle::TypesOf<GroupLosses>::Types, oracle::ByName);

TYPED_TEST(GroupLossTest, GradientsAreTheDerivatives) {
  static_assert(GroupLoss<TypeParam>);
  for (float positive : {-2.0f, -0.3f, 0.4f, 1.3f, 2.6f}) {
    const std::vector<float> scores{positive, -0.47f, 0.71f, 1.6f, -2.2f, 0.13f};
    std::vector<float> gradients, ignored;
    this->value(scores, gradients);
    for (std::size_t j = 0; j < scores.size(); ++j) {
      const float h = 1e-2f;
      std::vector<float> up = scores, down = scores;
      up[j] += h;
      down[j] -= h;
      const double difference = (double(this->value(up, ignored)) - this->value(down, ignored)) / (2 * h);
      EXPECT_NEAR(gradients[j], difference, 2e-3) << "score " << j << " at " << positive;
    }
  }
}

TYPED_TEST(GroupLossTest, LossIsSmallForAGoodRankingAndLargeForABadOne) {
  std::vector<float> gradients;
  const float ahead = this->value({12, -12, -12, -12, -12, -12}, gradients);
  const float behind = this->value({-12, 12, 12, 12, 12, 12}, gradients);
  EXPECT_LT(ahead, 1e-3);
  EXPECT_GT(behind, 10);
  EXPECT_LT(gradients[0], 0);
}

TYPED_TEST(GroupLossTest, ExtremeScoresStayFinite) {
  std::vector<float> gradients;
  for (float score : {-300.0f, 300.0f}) {
    EXPECT_TRUE(std::isfinite(this->value({score, -score, 0, score, -score, 1}, gradients)));
    for (float gradient : gradients) EXPECT_TRUE(std::isfinite(gradient));
  }
}

template <class P>
class RegularizerTest : public ::testing::Test {};
TYPED_TEST_SUITE(RegularizerTest, oracle::TypesOf<Regularizers>::Types, oracle::ByName);

TYPED_TEST(RegularizerTest, GradientIsTheDerivativeOfValue) {
  const TypeParam regularizer;
  for (float x : {-1.3f, 0.4f, 2.0f}) {
    const float h = 1e-2f;
    const double difference = (double(regularizer.value(0.7f, x + h)) - regularizer.value(0.7f, x - h)) / (2 * h);
    EXPECT_NEAR(regularizer.gradient(0.7f, x), difference, 1e-3);
  }
}

TEST(RowReg, TotalGrowsWithThePowerOfTheCount) {
  for (double power : {0.0, 0.5, 1.0}) {
    const double few = 10 * row_reg(0.1, power, 10, 20), many = 40 * row_reg(0.1, power, 40, 20);
    EXPECT_NEAR(many / few, std::pow(4, power), 1e-5);
  }
  EXPECT_EQ(row_reg(0.1, 0.5, 0, 20), 0);
}

}  // namespace
}  // namespace kinfold
