#include "train/effects.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/random.h"
#include "loss/point.h"

namespace kinfold {
namespace {

constexpr std::size_t kExamples = 10'000, kGroups = 37;
constexpr double kStrength = 2;

// Targets and two terms over the same examples, the second one weighted; a group of each has no example.
struct World {
  std::vector<Effect> effects;
  std::vector<float> target;
  Pool pool{2};

  World() {
    Random random(6);
    effects = {{"item-bin", {}, {}, std::vector<float>(kGroups)}, {"drift", {}, {}, std::vector<float>(kGroups)}};
    for (std::size_t n = 0; n < kExamples; ++n) {
      for (Effect& effect : effects) effect.group.push_back(std::uint32_t(random.below(kGroups - 1)));
      effects[1].weight.push_back(float(random.normal()));
      target.push_back(float(random.normal() + 0.1 * effects[0].group[n]));
    }
  }
  auto squared(const Effects& learned) const {
    return [this, &learned](std::vector<float>& slope) {
      slope.resize(kExamples);
      for (std::size_t n = 0; n < kExamples; ++n) slope[n] = learned.sums()[n] - target[n];
    };
  }
};

// value_g = sum w t / (sum w^2 + strength)
std::vector<double> closed_form(const Effect& effect, const std::vector<float>& target) {
  std::vector<double> above(kGroups), below(kGroups, kStrength);
  for (std::size_t n = 0; n < kExamples; ++n) {
    const double w = effect.weight.empty() ? 1 : effect.weight[n];
    above[effect.group[n]] += w * target[n];
    below[effect.group[n]] += w * w;
  }
  for (std::size_t g = 0; g < kGroups; ++g) above[g] /= below[g];
  return above;
}

TEST(Effects, OneStepOfATermIsItsLeastSquares) {
  World world;
  for (const Effect& effect : world.effects) {
    Effect start = effect;
    for (float& x : start.value) x = 0.7f;  // wherever it starts
    Effects learned({start}, {}, kStrength);
    learned.renew(world.pool);
    learned.step(1, world.squared(learned), world.pool);
    const auto expected = closed_form(effect, world.target);
    for (std::size_t g = 0; g < kGroups; ++g) EXPECT_NEAR(learned.effects()[0].value[g], expected[g], 1e-4) << g;
    EXPECT_EQ(learned.effects()[0].value[kGroups - 1], 0);
  }
}

TEST(Effects, StepsOfSeveralTermsComeToTheirJointMinimum) {
  World world;
  Effects learned(world.effects, {}, kStrength);
  for (int step = 0; step < 20; ++step) learned.step(1, world.squared(learned), world.pool);
  for (const Effect& effect : learned.effects()) {
    std::vector<double> slope(kGroups);
    for (std::size_t g = 0; g < kGroups; ++g) slope[g] = kStrength * effect.value[g];
    for (std::size_t n = 0; n < kExamples; ++n)
      slope[effect.group[n]] += (effect.weight.empty() ? 1 : effect.weight[n]) * (learned.sums()[n] - world.target[n]);
    for (double s : slope) EXPECT_NEAR(s, 0, 2e-2);
  }
}

TEST(Effects, TheOrderOfTheExamplesMayBeAnother) {
  World world;
  Random random(9);
  const std::vector<std::uint32_t> order = random.permutation(kExamples);
  Effects plain(world.effects, {}, kStrength), reordered(world.effects, order, kStrength);
  plain.step(1, world.squared(plain), world.pool);
  reordered.step(
      1,
      [&](std::vector<float>& slope) {
        slope.resize(kExamples);
        for (std::size_t n = 0; n < kExamples; ++n) slope[n] = reordered.sums()[n] - world.target[order[n]];
      },
      world.pool);
  for (std::size_t e = 0; e < 2; ++e)
    for (std::size_t g = 0; g < kGroups; ++g)
      EXPECT_NEAR(plain.effects()[e].value[g], reordered.effects()[e].value[g], 1e-4);
  for (std::size_t n = 0; n < kExamples; ++n) ASSERT_NEAR(plain.sums()[order[n]], reordered.sums()[n], 1e-4);
}

// No step makes a loss greater whose slope falls by the curvature at most.
TEST(Effects, LogLossFallsWithEachStep) {
  World world;
  Effects learned(world.effects, {}, kStrength);
  const Logistic loss;
  const auto total = [&] {
    double sum = 0;
    for (std::size_t n = 0; n < kExamples; ++n) sum += loss.value(learned.sums()[n], world.target[n] > 1);
    for (const Effect& effect : learned.effects())
      for (float x : effect.value) sum += kStrength / 2 * x * x;
    return sum;
  };
  double before = total();
  for (int step = 0; step < 6; ++step) {
    learned.step(
        Logistic::curvature,
        [&](std::vector<float>& slope) {
          slope.resize(kExamples);
          for (std::size_t n = 0; n < kExamples; ++n) slope[n] = loss.slope(learned.sums()[n], world.target[n] > 1);
        },
        world.pool);
    EXPECT_LT(total(), before + 1e-3);
    before = total();
  }
}

// With noise a step is a draw about the least-squares value, whose variance is variance / (sum w^2 + strength).
TEST(Effects, DrawsScatterAsTheyShould) {
  constexpr int kDraws = 2000;
  World world;
  const auto mean = closed_form(world.effects[1], world.target);
  double z = 0, z_squared = 0;
  std::vector<double> below(kGroups, kStrength);
  for (std::size_t n = 0; n < kExamples; ++n)
    below[world.effects[1].group[n]] += world.effects[1].weight[n] * world.effects[1].weight[n];
  for (int draw = 0; draw < kDraws / int(kGroups); ++draw) {
    Effects learned({world.effects[1]}, {}, kStrength);
    learned.step(1, world.squared(learned), world.pool, {std::uint64_t(draw), 3});
    for (std::size_t g = 0; g < kGroups; ++g) {
      const double apart = (learned.effects()[0].value[g] - mean[g]) * std::sqrt(below[g]) / 3;
      z += apart / kDraws;
      z_squared += apart * apart / kDraws;
    }
  }
  EXPECT_NEAR(z, 0, 4 / std::sqrt(double(kDraws)));
  EXPECT_NEAR(z_squared, 1, 0.2);
}

}  // namespace
}  // namespace kinfold
