#include "gnn/lightgcn_propagate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gnn/propagate.h"
#include "oracle/instruction_sets.h"
#include "oracle/lightgcn.h"

namespace kinfold {
namespace {

constexpr std::size_t kUsers = 40, kNodes = 100;

std::vector<Rating> some_likes(std::size_t users, std::size_t nodes, double share) {
  Random random(3);
  std::vector<Rating> likes;
  for (Id u = 0; u < users; ++u)
    for (Id i = Id(users); i < nodes; ++i)
      if (random.uniform() < share) likes.push_back({u, i, float(1 + u)});
  return likes;
}

Matrix some_rows(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Matrix table(rows, rank);
  Random random(seed);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(random.normal());
  return table;
}

oracle::Cells to_dense(const Matrix& table) {
  oracle::Cells cells;
  for (Id row = 0; row < table.rows(); ++row) cells.emplace_back(table.row(row).begin(), table.row(row).end());
  return cells;
}

void expect_row(const Matrix& table, Id row, const std::vector<double>& twin) {
  for (std::size_t k = 0; k < twin.size(); ++k) ASSERT_NEAR(table[row][k], twin[k], 1e-5) << row;
  for (std::size_t k = twin.size(); k < table.stride(); ++k) ASSERT_EQ(table[row][k], 0);
}

TEST(BipartiteAdjacency, IsSymmetricAndIgnoresValues) {
  const auto likes = some_likes(kUsers, kNodes, 0.1);
  const oracle::Cells own = oracle::to_dense(bipartite_adjacency(likes, kNodes)),
                      twin = oracle::lightgcn_adjacency(likes, kNodes);
  for (std::size_t n = 0; n < kNodes; ++n)
    for (std::size_t m = 0; m < kNodes; ++m) EXPECT_NEAR(own[n][m], twin[n][m], 1e-6);
}

TEST(LightGcnPropagation, EqualsTheSumOfPowersOnEveryInstructionSet) {
  const auto likes = some_likes(kUsers, kNodes, 0.1);
  oracle::on_every_instruction_set([&] {
    for (const std::size_t layers : {0, 1, 2, 3, 4})
      for (const std::size_t rank : {1, 64, 150}) {
        SCOPED_TRACE(std::to_string(layers) + " layers, rank " + std::to_string(rank));
        Pool pool(2);
        LightGcnPropagation mean(bipartite_adjacency(likes, kNodes), layers);
        const Matrix start = some_rows(kNodes, rank, 4);
        const oracle::Cells twin =
            oracle::lightgcn_propagate(oracle::lightgcn_adjacency(likes, kNodes), to_dense(start), layers);
        const Matrix& all = mean.forward(start, pool);
        for (Id n = 0; n < kNodes; ++n) expect_row(all, n, twin[n]);
        const std::vector<Id> rows = {2, 3, 50, 99};
        const Matrix& few = mean.forward(start, rows, pool);
        for (const Id n : rows) expect_row(few, n, twin[n]);
      }
  });
}

// The gradient of sum_rows y . E with respect to E_0 is the forward result for y, which is zero in other rows.
TEST(LightGcnPropagation, BackwardEqualsForward) {
  const auto likes = some_likes(kUsers, kNodes, 0.1);
  const std::vector<Id> rows = {0, 7, 41, 42, 98};
  for (const std::size_t layers : {0, 1, 2, 3}) {
    SCOPED_TRACE(layers);
    Pool pool(2);
    LightGcnPropagation mean(bipartite_adjacency(likes, kNodes), layers);
    const Matrix values = some_rows(kNodes, 20, 5);
    Matrix gradients(kNodes, 20);
    for (const Id n : rows) std::ranges::copy(values.row(n), gradients[n]);
    const oracle::Cells twin =
        oracle::lightgcn_propagate(oracle::lightgcn_adjacency(likes, kNodes), to_dense(gradients), layers);
    for (int again = 0; again < 2; ++again) {
      const Matrix& back = mean.backward(gradients, rows, pool);
      for (Id n = 0; n < kNodes; ++n) expect_row(back, n, twin[n]);
    }
  }
}

TEST(LightGcnPropagation, WithoutLayersIsTheIdentity) {
  LightGcnPropagation mean(bipartite_adjacency(some_likes(kUsers, kNodes, 0.1), kNodes), 0);
  Pool pool(1);
  Matrix start = some_rows(kNodes, 5, 6);
  EXPECT_EQ(&mean.forward(start, pool), &start);
  EXPECT_EQ(&mean.backward(start, {}, pool), &start);
}

// bfloat16 keeps two to three digits of the intermediate layers.
TEST(LightGcnPropagation, InBFloat16IsCloseOnEveryInstructionSet) {
  const auto likes = some_likes(kUsers, kNodes, 0.1);
  const oracle::Cells adj = oracle::lightgcn_adjacency(likes, kNodes);
  const std::vector<Id> rows = {2, 3, 50, 99};
  oracle::on_every_instruction_set([&] {
    for (const std::size_t layers : {1, 2, 3})
      for (const std::size_t rank : {9, 150}) {
        SCOPED_TRACE(std::to_string(layers) + " layers, rank " + std::to_string(rank));
        Pool pool(2);
        LightGcnPropagation mean(bipartite_adjacency(likes, kNodes), layers, true);
        const Matrix start = some_rows(kNodes, rank, 4);
        Matrix gradients(kNodes, rank);
        for (const Id n : rows) std::ranges::copy(start.row(n), gradients[n]);
        const auto twin = oracle::lightgcn_propagate(adj, to_dense(start), layers);
        const auto back_twin = oracle::lightgcn_propagate(adj, to_dense(gradients), layers);
        const Matrix& few = mean.forward(start, rows, pool);
        for (const Id n : rows)
          for (std::size_t k = 0; k < rank; ++k) ASSERT_NEAR(few[n][k], twin[n][k], 0.02);
        const Matrix& back = mean.backward(gradients, rows, pool);
        for (Id n = 0; n < kNodes; ++n)
          for (std::size_t k = 0; k < rank; ++k) ASSERT_NEAR(back[n][k], back_twin[n][k], 0.02);
        const Matrix& all = mean.forward(start, pool);
        for (Id n = 0; n < kNodes; ++n) expect_row(all, n, twin[n]);  // never uses bfloat16
      }
  });
}

TEST(LightGcnPropagation, GivesTheSameBitsForAnyThreads) {
  const std::size_t users = 900, nodes = 2000;
  const auto likes = some_likes(users, nodes, 0.01);
  const Matrix start = some_rows(nodes, 48, 7);
  std::vector<Id> rows;
  for (Id n = 0; n < nodes; n += 3) rows.push_back(n);
  Matrix few_gradients(nodes, 48);
  for (const Id n : rows) std::ranges::copy(start.row(n), few_gradients[n]);
  for (const bool half : {false, true}) {
    std::vector<Matrix> all, some, back;
    for (const std::size_t threads : {1, 3}) {
      Pool pool(threads);
      LightGcnPropagation mean(bipartite_adjacency(likes, nodes), 3, half);
      all.push_back(mean.forward(start, pool));
      some.push_back(mean.forward(start, rows, pool));
      for (const Id n : rows) ASSERT_TRUE(half || std::ranges::equal(some.back().row(n), all.back().row(n)));
      back.push_back(mean.backward(few_gradients, rows, pool));
    }
    EXPECT_TRUE(std::ranges::equal(all[0].padded(), all[1].padded()));
    for (const Id n : rows) EXPECT_TRUE(std::ranges::equal(some[0].row(n), some[1].row(n)));
    EXPECT_TRUE(std::ranges::equal(back[0].padded(), back[1].padded()));
  }
}

}  // namespace
}  // namespace kinfold
