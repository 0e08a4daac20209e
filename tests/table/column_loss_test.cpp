#include "table/column_loss.h"

#include "oracle/typed_tests.h"

namespace kinfold {
namespace {

// A loss with nondefault parameters, if it has any.
template <class L>
L make() {
  return L{};
}
template <>
Quantile make() {
  return {0.8f};
}
template <>
Ordinal make() {
  return {{-1.2f, 0.1f, 0.8f}};
}

template <class L>
constexpr bool kHasLevels = std::same_as<L, Ordinal> || LevelsLoss<L>;

// Valid targets of a loss.
template <class L>
std::vector<float> targets() {
  if (std::same_as<L, Logistic> || std::same_as<L, CellHinge>) return {0, 1};
  if (std::same_as<L, Poisson> || std::same_as<L, KullbackLeibler>) return {0, 1, 7};
  if (kHasLevels<L>) return {0, 1, 2, 3};
  return {-1.7f, 0, 0.4f, 2.2f};
}

// Test scores of a cell: one, or four for losses with levels.
template <class L>
std::vector<std::vector<float>> scores() {
  if (!LevelsLoss<L>) {
    std::vector<std::vector<float>> single;
    for (float s = -4.03f; s < 4; s += 0.37f) single.push_back({s});
    return single;
  }
  std::vector<std::vector<float>> four = {{0, 0, 0, 0}, {5, -5, 1, 0}, {-2, 0.3f, 0.2f, 6}};
  for (float s = -3; s < 4; s += 1.7f) four.push_back({s, 0.5f * s, 1 - s, 0.3f});
  return four;
}

template <class L>
double value(const L& loss, const std::vector<float>& scores, float target) {
  if constexpr (LevelsLoss<L>)
    return loss.value(scores, target);
  else
    return loss.value(scores[0], target);
}

struct Bound {
  std::vector<float> gradients, weights;
};
template <class L>
Bound bound(const L& loss, const std::vector<float>& scores, float target) {
  Bound result{std::vector<float>(scores.size()), std::vector<float>(scores.size())};
  if constexpr (LevelsLoss<L>)
    loss.bound(scores, target, result.gradients, result.weights);
  else
    result = {{loss.gradient(scores[0], target)}, {loss.weight(scores[0], target)}};
  return result;
}

template <class L>
class ColumnLossTest : public ::testing::Test {
 protected:
  const L loss = make<L>();
  // Finite differences are wrong near a corner of the loss.
  static bool near_corner(float score, float target) {
    const float residual = std::fabs(score - target), margin = 7e-2f;
    return std::fabs(residual) < margin || std::fabs(residual - 1) < margin || std::fabs(std::fabs(score) - 1) < margin;
  }
};
TYPED_TEST_SUITE(ColumnLossTest, oracle::TypesOf<ColumnLosses>::Types, oracle::ByName);

TYPED_TEST(ColumnLossTest, GradientsAreTheDerivativesOfValue) {
  static_assert(ScoreLoss<TypeParam> || LevelsLoss<TypeParam>);
  for (float target : targets<TypeParam>())
    for (const std::vector<float>& at : scores<TypeParam>()) {
      if (!LevelsLoss<TypeParam> && this->near_corner(at[0], target)) continue;
      if (std::same_as<TypeParam, KullbackLeibler> && at[0] < 0.2f)
        continue;  // the curvature is too high for finite differences
      const std::vector<float> gradients = bound(this->loss, at, target).gradients;
      for (std::size_t k = 0; k < at.size(); ++k) {
        const float h = 1e-2f;
        std::vector<float> up = at, down = at;
        up[k] += h;
        down[k] -= h;
        const double difference = (value(this->loss, up, target) - value(this->loss, down, target)) / (2 * h);
        EXPECT_NEAR(gradients[k], difference, 2e-3 * (1 + std::fabs(gradients[k])))
            << "score " << at[k] << " of " << target;
      }
    }
}

// For counts, only the steps for which the bound holds are tested.
TYPED_TEST(ColumnLossTest, QuadraticIsAnUpperBound) {
  for (float target : targets<TypeParam>())
    for (const std::vector<float>& from : scores<TypeParam>()) {
      const Bound b = bound(this->loss, from, target);
      for (const std::vector<float>& to : scores<TypeParam>()) {
        if (std::same_as<TypeParam, Poisson> && to[0] > std::max(from[0], std::log(target))) continue;
        if (std::same_as<TypeParam, KullbackLeibler> && std::min(from[0], to[0]) < std::max(target, 1e-3f)) continue;
        double quadratic = value(this->loss, from, target);
        for (std::size_t k = 0; k < to.size(); ++k) {
          const double step = double(to[k]) - from[k];
          quadratic += b.gradients[k] * step + b.weights[k] / 2 * step * step;
        }
        EXPECT_GE(quadratic, value(this->loss, to, target) - 1e-5 * (1 + std::fabs(quadratic)))
            << from[0] << " to " << to[0] << " of " << target;
      }
    }
}

// The Kullback-Leibler divergence is only defined for nonnegative scores.
TYPED_TEST(ColumnLossTest, ValueIsNonnegative) {
  for (float target : targets<TypeParam>())
    for (const std::vector<float>& at : scores<TypeParam>()) {
      if (std::same_as<TypeParam, KullbackLeibler> && at[0] < 0) continue;
      EXPECT_GE(value(this->loss, at, target), -1e-6) << "score " << at[0] << " of " << target;
    }
}

// A finer grid around the corner of the smoothed loss.
TEST(SmoothAbs, QuadraticIsAnUpperBoundAroundCorner) {
  for (float from = -0.2f; from < 0.2f; from += 0.0053f)
    for (float to = -0.2f; to < 0.2f; to += 0.0071f) {
      const float step = to - from;
      EXPECT_GE(SmoothAbs::value(from) + SmoothAbs::gradient(from) * step + SmoothAbs::weight(from) / 2 * step * step,
                SmoothAbs::value(to) - 1e-6f);
      EXPECT_GE(SmoothAbs::value(to), std::fabs(to));
      EXPECT_LE(SmoothAbs::value(to), std::fabs(to) + SmoothAbs::kCorner / 2);
    }
}

TEST(Quantile, BestConstantIsTheQuantile) {
  const Quantile loss{0.75f};
  const auto total = [&](float s) {
    double sum = 0;
    for (int t = 0; t < 100; ++t) sum += loss.value(s, float(t));
    return sum;
  };
  EXPECT_LT(total(74.5f), total(70));
  EXPECT_LT(total(74.5f), total(79));
}

TEST(Ordinal, LevelAndMeanIncreaseWithScore) {
  const Ordinal loss{{-1, 0, 2}};
  EXPECT_EQ(loss.level(-3), 0);
  EXPECT_EQ(loss.level(-0.5f), 1);
  EXPECT_EQ(loss.level(1), 2);
  EXPECT_EQ(loss.level(5), 3);
  EXPECT_NEAR(loss.mean(-20), 0, 1e-5);
  EXPECT_NEAR(loss.mean(20), 3, 1e-5);
  EXPECT_NEAR(loss.mean(-0.5f), 1 / (1 + std::exp(-0.5)) + 1 / (1 + std::exp(0.5)) + 1 / (1 + std::exp(2.5)), 1e-6);
}

TEST(ColumnLoss, IsCreatedByNameAndThrowsForUnknownNames) {
  for (const std::string& name : ColumnLosses::names())
    std::visit([&](const auto& loss) { EXPECT_EQ(loss.name, name); }, column_loss(name));
  EXPECT_THROW(column_loss("cubic"), UsageError);
}

}  // namespace
}  // namespace kinfold
