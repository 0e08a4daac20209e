#include "topk/sieve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "topk/top_k.h"

namespace kinfold {
namespace {

// Values of very different magnitudes, with some zero rows.
Matrix mixed_scale_matrix(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Random random(seed);
  Matrix table(rows, rank);
  for (Id row = 0; row < rows; ++row) {
    const double size = row % 7 == 3 ? 0 : std::exp(3 * random.normal());
    for (float& x : table.row(row)) x = float(size * random.normal());
  }
  return table;
}

std::vector<float> some_offsets(std::size_t count) {
  Random random(3);
  std::vector<float> offsets(count);
  for (float& x : offsets) x = random.below(9) == 0 ? kExcluded : float(random.normal());
  return offsets;
}

TEST(Sieve, GivesTightUpperBounds) {
  if (!has_bfloat16_products()) GTEST_SKIP() << "this processor has no bfloat16 products";
  for (const std::size_t rank : {1, 6, 33, 200}) {
    SCOPED_TRACE(rank);
    const Matrix queries = mixed_scale_matrix(20, rank, 1), items = mixed_scale_matrix(300, rank, 2);
    const std::vector<float> offsets = some_offsets(items.rows());
    const Sieve sieve(items, offsets);
    std::vector<BFloat16> rows(queries.rows() * sieve.width());
    for (Id q = 0; q < queries.rows(); ++q)
      sieve.query(queries[q], std::span(rows).subspan(q * sieve.width(), sieve.width()));
    std::vector<float> bounds(queries.rows() * 300);
    sieve.bounds(rows, 0, 300, bounds.data(), 300);
    for (Id q = 0; q < queries.rows(); ++q)
      for (Id i = 0; i < 300; ++i) {
        const float slack =
            sieve.slack(std::span(rows).subspan(q * sieve.width(), sieve.width()), sieve.max_norms(i, 1));
        const float bound = bounds[q * 300 + i];
        if (offsets[i] == kExcluded) {
          ASSERT_EQ(bound, kExcluded);
          continue;
        }
        double score = offsets[i], query = 1, item = double(offsets[i]) * offsets[i];
        for (std::size_t k = 0; k < rank; ++k) {
          score += double(queries[q][k]) * items[i][k];
          query += double(queries[q][k]) * queries[q][k];
          item += double(items[i][k]) * items[i][k];
        }
        ASSERT_GE(bound, score);
        ASSERT_LE(bound - slack, score);
        ASSERT_LE(bound, score + std::sqrt(query * item) / 64 + 1e-30);
      }
  }
}

// The top k with the sieve is the exact top k, bit for bit.
TEST(Sieve, KeepsTheTopKExact) {
  const Matrix queries = mixed_scale_matrix(150, 40, 4), items = mixed_scale_matrix(3000, 40, 5);
  const std::vector<float> offsets = some_offsets(items.rows());
  const std::vector<Id> seen = {0, 5, 700, 2999};
  const float half = 0.5f;
  std::vector<TopKQuery> plain_queries, target_queries;
  for (Id q = 0; q < queries.rows(); ++q) {
    plain_queries.push_back({queries[q], seen});
    target_queries.push_back({queries[q], seen, {&half, 1}});  // queries with targets do not use the sieve
  }
  const Candidates candidates(items, offsets);
  Pool pool(2);
  const auto sifted = top_k(candidates, plain_queries, 20, pool), plain = top_k(candidates, target_queries, 20, pool);
  for (std::size_t q = 0; q < plain_queries.size(); ++q) {
    ASSERT_EQ(sifted[q].best.size(), 20u);
    EXPECT_EQ(sifted[q].tied, plain[q].tied);
    for (std::size_t n = 0; n < 20; ++n) {
      EXPECT_EQ(sifted[q].best[n].id, plain[q].best[n].id);
      EXPECT_EQ(sifted[q].best[n].score, plain[q].best[n].score);
    }
  }
}

}  // namespace
}  // namespace kinfold
