#include "sampler/alias.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kinfold {
namespace {

void expect_frequencies(const std::vector<double>& weight) {
  constexpr int kSamples = 100'000;
  const AliasSampler alias(weight);
  double total = 0;
  for (const double w : weight) total += w;
  std::vector<int> count(weight.size());
  Random random(1);
  for (int n = 0; n < kSamples; ++n) ++count[alias.sample(random)];
  for (Id at = 0; at < weight.size(); ++at) {
    const double p = total > 0 ? weight[at] / total : 1 / double(weight.size());
    EXPECT_NEAR(alias.probability(at), p, 1e-6);
    EXPECT_NEAR(count[at], kSamples * p, 5 * std::sqrt(kSamples * p) + 1e-9) << at << " of " << weight.size();
  }
}

TEST(AliasSampler, SamplesInProportionToTheWeights) {
  expect_frequencies({1});
  expect_frequencies({0.3, 1e-3, 5, 0, 2, 2});
  expect_frequencies({0, 0, 0, 1, 0});
  expect_frequencies({0, 0, 0});  // uniform
  std::vector<double> weight;
  for (int n = 1; n < 100; ++n) weight.push_back(1 / std::sqrt(double(n)));
  expect_frequencies(weight);
}

// Also with rounding errors.
TEST(AliasSampler, NeverSamplesZeroWeights) {
  Random random(2);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> weight(2 + random.below(40));
    for (double& w : weight) w = random.below(2) ? std::pow(random.uniform(), 3) : 0;
    weight[random.below(weight.size())] = 0.1;
    const AliasSampler alias(weight);
    for (int n = 0; n < 500; ++n) EXPECT_GT(weight[alias.sample(random)], 0);
  }
}

}  // namespace
}  // namespace kinfold
