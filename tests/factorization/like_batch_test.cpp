#include "factorization/like_batch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gnn/lightgcn_propagate.h"
#include "oracle/instruction_sets.h"
#include "oracle/lightgcn.h"

namespace kinfold {
namespace {

constexpr std::size_t kLikeBatchUsers = 9, kLikeBatchItems = 12, kNodes = kLikeBatchUsers + kLikeBatchItems;

struct LikeBatchFixture {
  std::vector<Rating> likes;
  ItemSampler draws{AliasSampler(std::vector<double>{1}), {}};

  explicit LikeBatchFixture(bool popular) {
    Random random(2);
    std::vector<double> weight;
    for (Id u = 0; u < kLikeBatchUsers; ++u)
      for (Id i = 0; i < kLikeBatchItems; ++i)
        if (random.uniform() < 0.3) likes.push_back({u, Id(kLikeBatchUsers + i), float(0.5 + random.uniform())});
    for (Id i = 0; i < kLikeBatchItems; ++i) {
      weight.push_back(popular ? 1 + i % 3 : 1);
      draws.item.push_back(Id(kLikeBatchUsers + i));
    }
    draws.alias = AliasSampler(weight);
  }
};

Matrix some_rows(std::size_t rank) {
  Matrix table(kNodes, rank);
  Random random(5);
  for (Id row = 0; row < kNodes; ++row)
    for (float& x : table.row(row)) x = float(0.7 * random.normal());
  return table;
}

// What a batch of at most one chunk draws.
std::vector<oracle::SampledLike> sample_negatives(const LikeBatchFixture& fixture, const LikeBatchOptions& rule,
                                                  Random stream) {
  Random random(stream(), {0});
  std::vector<oracle::SampledLike> result;
  for (const Rating& like : fixture.likes) {
    oracle::SampledLike& h = result.emplace_back(oracle::SampledLike{like, {}, {}});
    if (rule.shared_negatives && result.size() > 1) {
      h.negatives = result[0].negatives, h.correction = result[0].correction;
      continue;
    }
    for (std::size_t n = 0; n < rule.negatives; ++n) {
      Id number = fixture.draws.alias.sample(random);
      const auto liked = [&] {
        return std::ranges::any_of(fixture.likes, [&](const Rating& r) {
          return r.left == like.left && r.right == fixture.draws.item[number];
        });
      };
      for (int tries = 1; !rule.shared_negatives && tries < 8 && liked(); ++tries)
        number = fixture.draws.alias.sample(random);
      h.negatives.push_back(fixture.draws.item[number]);
      h.correction.push_back(
          rule.logq_correction ? -std::log(double(fixture.draws.alias.probability(number)) * double(kLikeBatchItems)) : 0);
    }
  }
  return result;
}

void compare(const LikeBatchOptions& rule, std::size_t layers, std::size_t rank) {
  SCOPED_TRACE(rule.loss + (rule.cosine ? " of cosines" : "") + " layers " + std::to_string(layers) + " rank " +
               std::to_string(rank));
  const float reg = 0.3f;
  const LikeBatchFixture fixture(rule.logq_correction);
  ASSERT_LE(fixture.likes.size(), 64u);
  Pool pool(2);
  LightGcnPropagation mean(bipartite_adjacency(fixture.likes, kNodes), layers);
  LikeBatch batch(mean.adj(), fixture.draws, rule, pool);
  const Matrix start = some_rows(rank);
  batch.draw(fixture.likes, Random(7));
  Matrix gradients(kNodes, rank);
  const double loss = batch.backward(mean.forward(start, batch.rows(), pool), gradients);
  Matrix& by_start = mean.backward(gradients, batch.rows(), pool);
  for (const Id row : batch.rows())
    for (std::size_t k = 0; k < rank; ++k) by_start[row][k] += reg * batch.weight(row) * start[row][k];

  const oracle::LightGcnCase setting{rule.loss, double(rule.setting.temperature), reg, layers, rule.cosine};
  oracle::Cells cells;
  for (Id row = 0; row < kNodes; ++row) cells.emplace_back(start.row(row).begin(), start.row(row).end());
  const oracle::Cells adj = oracle::lightgcn_adjacency(fixture.likes, kNodes);
  const auto likes = sample_negatives(fixture, rule, Random(7));
  auto free = setting;
  free.reg = 0;
  EXPECT_NEAR(loss / double(likes.size()), oracle::lightgcn_objective(adj, cells, likes, fixture.likes, free), 1e-5);
  const oracle::Cells twin = oracle::lightgcn_gradients(adj, cells, likes, fixture.likes, setting);
  for (Id row = 0; row < kNodes; ++row)
    for (std::size_t k = 0; k < rank; ++k) ASSERT_NEAR(by_start[row][k], twin[row][k], 2e-5) << row;
}

LikeBatchOptions rule_of(const std::string& loss, std::size_t negatives) {
  LikeBatchOptions rule;
  rule.loss = loss;
  rule.setting.temperature = 0.8f;
  rule.negatives = negatives;
  rule.shared_negatives = rule.logq_correction = loss == "softmax";
  return rule;
}

// Without layers that is plain factorization.
TEST(LikeBatch, GradientsAreTheFiniteDifferencesOfTheObjective) {
  oracle::on_every_instruction_set([] {
    for (const char* loss : {"bpr", "softmax"})
      for (const std::size_t layers : {0, 1, 3})
        for (const std::size_t negatives : {1, 7}) compare(rule_of(loss, negatives), layers, 5);
  });
  compare(rule_of("softmax", 20), 2, 17);
}

TEST(LikeBatch, CosinesHaveTheirOwnGradients) {
  for (const char* loss : {"bpr", "softmax"}) {
    LikeBatchOptions rule = rule_of(loss, 4);
    rule.cosine = true;
    for (const std::size_t layers : {0, 2}) compare(rule, layers, 5);
  }
}

// Draws of a user who likes everything are of no account.
TEST(LikeBatch, AUserWhoLikesEverythingHasNoGradients) {
  std::vector<Rating> likes;
  for (Id i = 0; i < 5; ++i) likes.push_back({0, Id(1 + i), 1});
  const ItemSampler draws{AliasSampler(std::vector<double>(5, 1)), {1, 2, 3, 4, 5}};
  const CsrMatrix links = bipartite_adjacency(likes, 6);
  Pool pool(1);
  for (const char* loss : {"bpr", "softmax"}) {
    LikeBatch batch(links, draws, rule_of(loss, 3), pool);
    batch.draw(likes, Random(1));
    Matrix vectors(6, 4), gradients(6, 4);
    for (float& x : vectors.padded()) x = 1;
    EXPECT_NEAR(batch.backward(vectors, gradients), 0, 1e-6) << loss;
    for (const float gradient : gradients.padded()) EXPECT_EQ(gradient, 0) << loss;
  }
}

TEST(LikeBatch, GivesTheSameBitsForAnyThreads) {
  Random random(4);
  std::vector<Rating> likes;
  for (Id u = 0; u < 200; ++u)
    for (Id i = 200; i < 300; ++i)
      if (random.uniform() < 0.1) likes.push_back({u, i, 1});
  ItemSampler draws{AliasSampler(std::vector<double>(100, 1)), {}};
  for (Id i = 200; i < 300; ++i) draws.item.push_back(i);
  const CsrMatrix links = bipartite_adjacency(likes, 300);
  Matrix vectors(300, 10);
  for (float& x : vectors.padded()) x = float(random.normal());
  for (const char* loss : {"bpr", "softmax"}) {
    std::vector<Matrix> gradients;
    std::vector<double> losses;
    for (const std::size_t threads : {1, 3}) {
      Pool pool(threads);
      LikeBatch batch(links, draws, rule_of(loss, 8), pool);
      batch.draw(likes, Random(9));
      losses.push_back(batch.backward(vectors, gradients.emplace_back(300, 10)));
    }
    EXPECT_EQ(losses[0], losses[1]);
    EXPECT_TRUE(std::ranges::equal(gradients[0].padded(), gradients[1].padded()));
  }
}

}  // namespace
}  // namespace kinfold
