#include "factorization/time_effect_trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/random.h"
#include "loss/point.h"

namespace kinfold {
namespace {

constexpr std::size_t kEffectExamples = 10'000, kGroups = 37;
constexpr double kReg = 2;

// Targets and two terms of the same examples. The second term has weights. One group of each term has no examples.
struct TimeEffectFixture {
  std::vector<TimeEffect> effects;
  std::vector<float> target;
  Pool pool{2};

  TimeEffectFixture() {
    Random random(6);
    effects = {{"item-bin", {}, {}, std::vector<float>(kGroups)}, {"drift", {}, {}, std::vector<float>(kGroups)}};
    for (std::size_t n = 0; n < kEffectExamples; ++n) {
      for (TimeEffect& effect : effects) effect.group.push_back(std::uint32_t(random.below(kGroups - 1)));
      effects[1].weight.push_back(float(random.normal()));
      target.push_back(float(random.normal() + 0.1 * effects[0].group[n]));
    }
  }
  auto squared(const TimeEffectTrainer& trainer) const {
    return [this, &trainer](std::vector<float>& gradient) {
      gradient.resize(kEffectExamples);
      for (std::size_t n = 0; n < kEffectExamples; ++n) gradient[n] = trainer.sums()[n] - target[n];
    };
  }
};

// value_g = sum w t / (sum w^2 + reg)
std::vector<double> closed_form(const TimeEffect& effect, const std::vector<float>& target) {
  std::vector<double> numerator(kGroups), denominator(kGroups, kReg);
  for (std::size_t n = 0; n < kEffectExamples; ++n) {
    const double w = effect.weight.empty() ? 1 : effect.weight[n];
    numerator[effect.group[n]] += w * target[n];
    denominator[effect.group[n]] += w * w;
  }
  for (std::size_t g = 0; g < kGroups; ++g) numerator[g] /= denominator[g];
  return numerator;
}

TEST(TimeEffectTrainer, OneStepOfATermIsItsLeastSquares) {
  TimeEffectFixture fixture;
  for (const TimeEffect& effect : fixture.effects) {
    TimeEffect start = effect;
    for (float& x : start.value) x = 0.7f;  // the result does not depend on the start
    TimeEffectTrainer trainer({start}, {}, kReg);
    trainer.refresh(fixture.pool);
    trainer.step(1, fixture.squared(trainer), fixture.pool);
    const auto expected = closed_form(effect, fixture.target);
    for (std::size_t g = 0; g < kGroups; ++g) EXPECT_NEAR(trainer.effects()[0].value[g], expected[g], 1e-4) << g;
    EXPECT_EQ(trainer.effects()[0].value[kGroups - 1], 0);
  }
}

TEST(TimeEffectTrainer, StepsOfSeveralTermsConvergeToTheJointMinimum) {
  TimeEffectFixture fixture;
  TimeEffectTrainer trainer(fixture.effects, {}, kReg);
  for (int step = 0; step < 20; ++step) trainer.step(1, fixture.squared(trainer), fixture.pool);
  for (const TimeEffect& effect : trainer.effects()) {
    std::vector<double> gradient(kGroups);
    for (std::size_t g = 0; g < kGroups; ++g) gradient[g] = kReg * effect.value[g];
    for (std::size_t n = 0; n < kEffectExamples; ++n)
      gradient[effect.group[n]] +=
          (effect.weight.empty() ? 1 : effect.weight[n]) * (trainer.sums()[n] - fixture.target[n]);
    for (double s : gradient) EXPECT_NEAR(s, 0, 2e-2);
  }
}

TEST(TimeEffectTrainer, ExamplesMayBeReordered) {
  TimeEffectFixture fixture;
  Random random(9);
  const std::vector<std::uint32_t> order = random.permutation(kEffectExamples);
  TimeEffectTrainer plain(fixture.effects, {}, kReg), reordered(fixture.effects, order, kReg);
  plain.step(1, fixture.squared(plain), fixture.pool);
  reordered.step(
      1,
      [&](std::vector<float>& gradient) {
        gradient.resize(kEffectExamples);
        for (std::size_t n = 0; n < kEffectExamples; ++n) gradient[n] = reordered.sums()[n] - fixture.target[order[n]];
      },
      fixture.pool);
  for (std::size_t e = 0; e < 2; ++e)
    for (std::size_t g = 0; g < kGroups; ++g)
      EXPECT_NEAR(plain.effects()[e].value[g], reordered.effects()[e].value[g], 1e-4);
  for (std::size_t n = 0; n < kEffectExamples; ++n) ASSERT_NEAR(plain.sums()[order[n]], reordered.sums()[n], 1e-4);
}

// A step never increases a loss whose second derivative is at most the curvature.
TEST(TimeEffectTrainer, LogLossFallsWithEachStep) {
  TimeEffectFixture fixture;
  TimeEffectTrainer trainer(fixture.effects, {}, kReg);
  const Logistic loss;
  const auto total = [&] {
    double sum = 0;
    for (std::size_t n = 0; n < kEffectExamples; ++n) sum += loss.value(trainer.sums()[n], fixture.target[n] > 1);
    for (const TimeEffect& effect : trainer.effects())
      for (float x : effect.value) sum += kReg / 2 * x * x;
    return sum;
  };
  double before = total();
  for (int step = 0; step < 6; ++step) {
    trainer.step(
        Logistic::curvature,
        [&](std::vector<float>& gradient) {
          gradient.resize(kEffectExamples);
          for (std::size_t n = 0; n < kEffectExamples; ++n)
            gradient[n] = loss.gradient(trainer.sums()[n], fixture.target[n] > 1);
        },
        fixture.pool);
    EXPECT_LT(total(), before + 1e-3);
    before = total();
  }
}

// With noise a step samples around the least-squares value with variance root_variance^2 / (sum w^2 + reg).
TEST(TimeEffectTrainer, SamplesHaveTheRightMeanAndVariance) {
  constexpr int kSamples = 2000;
  TimeEffectFixture fixture;
  const auto mean = closed_form(fixture.effects[1], fixture.target);
  double z = 0, z_squared = 0;
  std::vector<double> denominator(kGroups, kReg);
  for (std::size_t n = 0; n < kEffectExamples; ++n)
    denominator[fixture.effects[1].group[n]] += fixture.effects[1].weight[n] * fixture.effects[1].weight[n];
  for (int sample = 0; sample < kSamples / int(kGroups); ++sample) {
    TimeEffectTrainer trainer({fixture.effects[1]}, {}, kReg);
    trainer.step(1, fixture.squared(trainer), fixture.pool, {std::uint64_t(sample), 3});
    for (std::size_t g = 0; g < kGroups; ++g) {
      const double standardized = (trainer.effects()[0].value[g] - mean[g]) * std::sqrt(denominator[g]) / 3;
      z += standardized / kSamples;
      z_squared += standardized * standardized / kSamples;
    }
  }
  EXPECT_NEAR(z, 0, 4 / std::sqrt(double(kSamples)));
  EXPECT_NEAR(z_squared, 1, 0.2);
}

}  // namespace
}  // namespace kinfold
