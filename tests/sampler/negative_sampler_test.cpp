#include "sampler/negative_sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace kinfold {
namespace {

Grid some_grid(std::size_t users, std::size_t items, std::size_t blocks) {
  Random random(5);
  std::vector<Rating> rows;
  for (Id u = 0; u < users; ++u)
    for (Id i = 0; i + 1 < items; ++i)  // the last item has no like
      if (random.uniform() < 0.7 / double(1 + i % 7)) rows.push_back({u, i, 1});
  Pool pool(2);
  return make_grid(rows, users, items, blocks, 1, pool);
}

std::vector<double> counts(const Grid& grid) {
  std::vector<double> count(grid.right_id.size());
  for (const Rating& r : grid.rows) ++count[r.right];
  return count;
}

const std::map<std::string, double> kPowers = {{"uniform", 0}, {"popularity", 0.5}, {"in-batch", 1}};

class Sampling : public ::testing::TestWithParam<std::string> {};

TEST_P(Sampling, SamplesFromTheBlockWithItsProbabilities) {
  const Grid grid = some_grid(80, 43, 4);
  const NegativeSampler negatives(grid, GetParam(), 0.5);
  const std::vector<double> count = counts(grid);
  Random random(9);
  constexpr int kSamples = 40000;
  for (std::size_t block = 0; block < grid.blocks; ++block) {
    std::map<Id, int> counts;
    for (int n = 0; n < kSamples; ++n) ++counts[negatives.sample(block, random)];
    const Id first = Id(block_begin(block, 43, 4)), last = Id(block_begin(block + 1, 43, 4));
    EXPECT_EQ(negatives.block_size(block), last - first);
    double total = 0, weights = 0;
    for (Id i = first; i < last; ++i)
      if (count[i] > 0 || GetParam() == "uniform") weights += std::pow(count[i], kPowers.at(GetParam()));
    for (Id i = first; i < last; ++i) {
      const double p = negatives.probability(i);
      total += p;
      const double weight = std::pow(count[i], kPowers.at(GetParam()));
      EXPECT_NEAR(p, count[i] > 0 || GetParam() == "uniform" ? weight / weights : 0, 1e-5);
      EXPECT_NEAR(counts[i] / double(kSamples), p, 4 * std::sqrt(p / kSamples) + 1e-6) << "item " << i;
      counts.erase(i);
    }
    EXPECT_NEAR(total, 1, 1e-5);
    EXPECT_TRUE(counts.empty()) << "an item of another block was sampled";
  }
}

TEST_P(Sampling, KnowsTheLikes) {
  const Grid grid = some_grid(30, 20, 2);
  const NegativeSampler negatives(grid, GetParam(), 0.75);
  std::vector<std::vector<bool>> liked(30, std::vector<bool>(20));
  for (const Rating& r : grid.rows) liked[r.left][r.right] = true;
  for (Id u = 0; u < 30; ++u)
    for (Id i = 0; i < 20; ++i) EXPECT_EQ(negatives.liked(u, i), liked[u][i]);
}

INSTANTIATE_TEST_SUITE_P(, Sampling, ::testing::Values("uniform", "popularity", "in-batch"), [](const auto& test) {
  std::string name = test.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(NegativeSampler, OnlyUniformSamplesItemsWithoutLikes) {
  const Grid grid = some_grid(80, 43, 1);
  const Id index = invert_permutation(grid.right_id)[42];
  EXPECT_GT(NegativeSampler(grid, "uniform", 1).probability(index), 0);
  EXPECT_EQ(NegativeSampler(grid, "popularity", 0.1).probability(index), 0);
  EXPECT_EQ(NegativeSampler(grid, "in-batch", 1).probability(index), 0);
}

}  // namespace
}  // namespace kinfold
