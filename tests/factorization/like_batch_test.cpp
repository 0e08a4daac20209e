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
  ItemSampler sampler{AliasSampler(std::vector<double>{1}), {}};

  explicit LikeBatchFixture(bool popular) {
    Random random(2);
    std::vector<double> weight;
    for (Id u = 0; u < kLikeBatchUsers; ++u)
      for (Id i = 0; i < kLikeBatchItems; ++i)
        if (random.uniform() < 0.3) likes.push_back({u, Id(kLikeBatchUsers + i), float(0.5 + random.uniform())});
    for (Id i = 0; i < kLikeBatchItems; ++i) {
      weight.push_back(popular ? 1 + i % 3 : 1);
      sampler.item.push_back(Id(kLikeBatchUsers + i));
    }
    sampler.alias = AliasSampler(weight);
  }
};

Matrix some_rows(std::size_t rank) {
  Matrix table(kNodes, rank);
  Random random(5);
  for (Id row = 0; row < kNodes; ++row)
    for (float& x : table.row(row)) x = float(0.7 * random.normal());
  return table;
}

// The negatives that a batch of one chunk samples.
std::vector<oracle::SampledLike> sample_negatives(const LikeBatchFixture& fixture, const LikeBatchOptions& options,
                                                  Random stream) {
  Random random(stream(), {0});
  std::vector<oracle::SampledLike> result;
  for (const Rating& like : fixture.likes) {
    oracle::SampledLike& h = result.emplace_back(oracle::SampledLike{like, {}, {}});
    if (options.shared_negatives && result.size() > 1) {
      h.negatives = result[0].negatives, h.correction = result[0].correction;
      continue;
    }
    for (std::size_t n = 0; n < options.negatives; ++n) {
      Id number = fixture.sampler.alias.sample(random);
      const auto liked = [&] {
        return std::ranges::any_of(fixture.likes, [&](const Rating& r) {
          return r.left == like.left && r.right == fixture.sampler.item[number];
        });
      };
      for (int tries = 1; !options.shared_negatives && tries < 8 && liked(); ++tries)
        number = fixture.sampler.alias.sample(random);
      h.negatives.push_back(fixture.sampler.item[number]);
      h.correction.push_back(options.logq_correction ? -std::log(double(fixture.sampler.alias.probability(number)) *
                                                                 double(kLikeBatchItems))
                                                     : 0);
    }
  }
  return result;
}

void compare(const LikeBatchOptions& options, std::size_t layers, std::size_t rank) {
  SCOPED_TRACE(options.loss + (options.cosine ? " of cosines" : "") + " layers " + std::to_string(layers) + " rank " +
               std::to_string(rank));
  const float reg = 0.3f;
  const LikeBatchFixture fixture(options.logq_correction);
  ASSERT_LE(fixture.likes.size(), 64u);
  Pool pool(2);
  LightGcnPropagation mean(bipartite_adjacency(fixture.likes, kNodes), layers);
  LikeBatch batch(mean.adj(), fixture.sampler, options, pool);
  const Matrix start = some_rows(rank);
  batch.sample(fixture.likes, Random(7));
  Matrix gradients(kNodes, rank);
  const double loss = batch.backward(mean.forward(start, batch.rows(), pool), gradients);
  Matrix& start_gradients = mean.backward(gradients, batch.rows(), pool);
  for (const Id row : batch.rows())
    for (std::size_t k = 0; k < rank; ++k) start_gradients[row][k] += reg * batch.weight(row) * start[row][k];

  const oracle::LightGcnCase twin_case{options.loss, double(options.loss_options.temperature), reg, layers,
                                       options.cosine};
  oracle::Cells cells;
  for (Id row = 0; row < kNodes; ++row) cells.emplace_back(start.row(row).begin(), start.row(row).end());
  const oracle::Cells adj = oracle::lightgcn_adjacency(fixture.likes, kNodes);
  const auto likes = sample_negatives(fixture, options, Random(7));
  auto without_reg = twin_case;
  without_reg.reg = 0;
  EXPECT_NEAR(loss / double(likes.size()), oracle::lightgcn_objective(adj, cells, likes, fixture.likes, without_reg),
              1e-5);
  const oracle::Cells twin = oracle::lightgcn_gradients(adj, cells, likes, fixture.likes, twin_case);
  for (Id row = 0; row < kNodes; ++row)
    for (std::size_t k = 0; k < rank; ++k) ASSERT_NEAR(start_gradients[row][k], twin[row][k], 2e-5) << row;
}

LikeBatchOptions like_batch_options(const std::string& loss, std::size_t negatives) {
  LikeBatchOptions options;
  options.loss = loss;
  options.loss_options.temperature = 0.8f;
  options.negatives = negatives;
  options.shared_negatives = options.logq_correction = loss == "softmax";
  return options;
}

// Without layers it is matrix factorization.
TEST(LikeBatch, GradientsAreTheFiniteDifferencesOfTheObjective) {
  oracle::on_every_instruction_set([] {
    for (const char* loss : {"bpr", "softmax"})
      for (const std::size_t layers : {0, 1, 3})
        for (const std::size_t negatives : {1, 7}) compare(like_batch_options(loss, negatives), layers, 5);
  });
  compare(like_batch_options("softmax", 20), 2, 17);
}

TEST(LikeBatch, CosinesHaveTheirOwnGradients) {
  for (const char* loss : {"bpr", "softmax"}) {
    LikeBatchOptions options = like_batch_options(loss, 4);
    options.cosine = true;
    for (const std::size_t layers : {0, 2}) compare(options, layers, 5);
  }
}

// All negatives of a user who likes everything are masked.
TEST(LikeBatch, AUserWhoLikesEverythingHasNoGradients) {
  std::vector<Rating> likes;
  for (Id i = 0; i < 5; ++i) likes.push_back({0, Id(1 + i), 1});
  const ItemSampler sampler{AliasSampler(std::vector<double>(5, 1)), {1, 2, 3, 4, 5}};
  const CsrMatrix links = bipartite_adjacency(likes, 6);
  Pool pool(1);
  for (const char* loss : {"bpr", "softmax"}) {
    LikeBatch batch(links, sampler, like_batch_options(loss, 3), pool);
    batch.sample(likes, Random(1));
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
  ItemSampler sampler{AliasSampler(std::vector<double>(100, 1)), {}};
  for (Id i = 200; i < 300; ++i) sampler.item.push_back(i);
  const CsrMatrix links = bipartite_adjacency(likes, 300);
  Matrix vectors(300, 10);
  for (float& x : vectors.padded()) x = float(random.normal());
  for (const char* loss : {"bpr", "softmax"}) {
    std::vector<Matrix> gradients;
    std::vector<double> losses;
    for (const std::size_t threads : {1, 3}) {
      Pool pool(threads);
      LikeBatch batch(links, sampler, like_batch_options(loss, 8), pool);
      batch.sample(likes, Random(9));
      losses.push_back(batch.backward(vectors, gradients.emplace_back(300, 10)));
    }
    EXPECT_EQ(losses[0], losses[1]);
    EXPECT_TRUE(std::ranges::equal(gradients[0].padded(), gradients[1].padded()));
  }
}

}  // namespace
}  // namespace kinfold
