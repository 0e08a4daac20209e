#include "solver/like_batch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "graph/layer_mean.h"
#include "oracle/instruction_sets.h"
#include "oracle/light_gcn.h"

namespace kinfold {
namespace {

constexpr std::size_t kUsers = 9, kItems = 12, kNodes = kUsers + kItems;

struct World {
  std::vector<Rating> likes;
  ItemDraws draws{Alias(std::vector<double>{1}), {}};

  explicit World(bool popular) {
    Random random(2);
    std::vector<double> weight;
    for (Id u = 0; u < kUsers; ++u)
      for (Id i = 0; i < kItems; ++i)
        if (random.uniform() < 0.3) likes.push_back({u, Id(kUsers + i), float(0.5 + random.uniform())});
    for (Id i = 0; i < kItems; ++i) {
      weight.push_back(popular ? 1 + i % 3 : 1);
      draws.item.push_back(Id(kUsers + i));
    }
    draws.alias = Alias(weight);
  }
};

Table some_rows(std::size_t rank) {
  Table table(kNodes, rank);
  Random random(5);
  for (Id row = 0; row < kNodes; ++row)
    for (float& x : table.row(row)) x = float(0.7 * random.normal());
  return table;
}

// What a batch of at most one chunk draws.
std::vector<oracle::HeldLike> held(const World& world, const LikeRule& rule, Random stream) {
  Random random(stream(), {0});
  std::vector<oracle::HeldLike> result;
  for (const Rating& like : world.likes) {
    oracle::HeldLike& h = result.emplace_back(oracle::HeldLike{like, {}, {}});
    if (rule.shared && result.size() > 1) {
      h.drawn = result[0].drawn, h.correction = result[0].correction;
      continue;
    }
    for (std::size_t n = 0; n < rule.negatives; ++n) {
      Id number = world.draws.alias.draw(random);
      const auto liked = [&] {
        return std::ranges::any_of(
            world.likes, [&](const Rating& r) { return r.left == like.left && r.right == world.draws.item[number]; });
      };
      for (int tries = 1; !rule.shared && tries < 8 && liked(); ++tries) number = world.draws.alias.draw(random);
      h.drawn.push_back(world.draws.item[number]);
      h.correction.push_back(rule.corrected ? -std::log(double(world.draws.alias.probability(number)) * double(kItems))
                                            : 0);
    }
  }
  return result;
}

void compare(const LikeRule& rule, std::size_t layers, std::size_t rank) {
  SCOPED_TRACE(rule.loss + (rule.cosine ? " of cosines" : "") + " layers " + std::to_string(layers) + " rank " +
               std::to_string(rank));
  const float strength = 0.3f;
  const World world(rule.corrected);
  ASSERT_LE(world.likes.size(), 64u);
  Pool pool(2);
  LayerMean mean(two_sided_mix(world.likes, kNodes), layers);
  LikeBatch batch(mean.mix(), world.draws, rule, pool);
  const Table start = some_rows(rank);
  batch.draw(world.likes, Random(7));
  Table slopes(kNodes, rank);
  const double loss = batch.differentiate(mean.forward(start, batch.rows(), pool), slopes);
  Table& by_start = mean.backward(slopes, batch.rows(), pool);
  for (const Id row : batch.rows())
    for (std::size_t k = 0; k < rank; ++k) by_start[row][k] += strength * batch.weight(row) * start[row][k];

  const oracle::LightSetting setting{rule.loss, double(rule.setting.temperature), strength, layers, rule.cosine};
  oracle::Cells cells;
  for (Id row = 0; row < kNodes; ++row) cells.emplace_back(start.row(row).begin(), start.row(row).end());
  const oracle::Cells mix = oracle::light_mix(world.likes, kNodes);
  const auto likes = held(world, rule, Random(7));
  auto free = setting;
  free.strength = 0;
  EXPECT_NEAR(loss / double(likes.size()), oracle::light_objective(mix, cells, likes, world.likes, free), 1e-5);
  const oracle::Cells twin = oracle::light_slopes(mix, cells, likes, world.likes, setting);
  for (Id row = 0; row < kNodes; ++row)
    for (std::size_t k = 0; k < rank; ++k) ASSERT_NEAR(by_start[row][k], twin[row][k], 2e-5) << row;
}

LikeRule rule_of(const std::string& loss, std::size_t negatives) {
  LikeRule rule;
  rule.loss = loss;
  rule.setting.temperature = 0.8f;
  rule.negatives = negatives;
  rule.shared = rule.corrected = loss == "softmax";
  return rule;
}

// Without layers that is plain factorization.
TEST(LikeBatch, SlopesAreTheFiniteDifferencesOfTheObjective) {
  oracle::on_every_instruction_set([] {
    for (const char* loss : {"bpr", "softmax"})
      for (const std::size_t layers : {0, 1, 3})
        for (const std::size_t negatives : {1, 7}) compare(rule_of(loss, negatives), layers, 5);
  });
  compare(rule_of("softmax", 20), 2, 17);
}

TEST(LikeBatch, CosinesHaveTheirOwnSlopes) {
  for (const char* loss : {"bpr", "softmax"}) {
    LikeRule rule = rule_of(loss, 4);
    rule.cosine = true;
    for (const std::size_t layers : {0, 2}) compare(rule, layers, 5);
  }
}

// Draws of a user who likes everything are of no account.
TEST(LikeBatch, AUserWhoLikesEverythingHasNoSlopes) {
  std::vector<Rating> likes;
  for (Id i = 0; i < 5; ++i) likes.push_back({0, Id(1 + i), 1});
  const ItemDraws draws{Alias(std::vector<double>(5, 1)), {1, 2, 3, 4, 5}};
  const Sparse links = two_sided_mix(likes, 6);
  Pool pool(1);
  for (const char* loss : {"bpr", "softmax"}) {
    LikeBatch batch(links, draws, rule_of(loss, 3), pool);
    batch.draw(likes, Random(1));
    Table vectors(6, 4), slopes(6, 4);
    for (float& x : vectors.padded()) x = 1;
    EXPECT_NEAR(batch.differentiate(vectors, slopes), 0, 1e-6) << loss;
    for (const float slope : slopes.padded()) EXPECT_EQ(slope, 0) << loss;
  }
}

TEST(LikeBatch, GivesTheSameBitsForAnyThreads) {
  Random random(4);
  std::vector<Rating> likes;
  for (Id u = 0; u < 200; ++u)
    for (Id i = 200; i < 300; ++i)
      if (random.uniform() < 0.1) likes.push_back({u, i, 1});
  ItemDraws draws{Alias(std::vector<double>(100, 1)), {}};
  for (Id i = 200; i < 300; ++i) draws.item.push_back(i);
  const Sparse links = two_sided_mix(likes, 300);
  Table vectors(300, 10);
  for (float& x : vectors.padded()) x = float(random.normal());
  for (const char* loss : {"bpr", "softmax"}) {
    std::vector<Table> slopes;
    std::vector<double> losses;
    for (const std::size_t threads : {1, 3}) {
      Pool pool(threads);
      LikeBatch batch(links, draws, rule_of(loss, 8), pool);
      batch.draw(likes, Random(9));
      losses.push_back(batch.differentiate(vectors, slopes.emplace_back(300, 10)));
    }
    EXPECT_EQ(losses[0], losses[1]);
    EXPECT_TRUE(std::ranges::equal(slopes[0].padded(), slopes[1].padded()));
  }
}

}  // namespace
}  // namespace kinfold
