#include "solver/conjugate.h"

#include <gtest/gtest.h>

#include "core/vector.h"
#include "oracle/instruction_sets.h"
#include "oracle/row_world.h"
#include "solver/rotate.h"

namespace kinfold {
namespace {

using World = oracle::RowWorld;

TEST(Conjugate, ManyStepsComeToTheExactMinimum) {
  oracle::on_every_instruction_set([] {
    for (std::size_t rank : {1, 5, 16, 33, 64, 130}) {
      SCOPED_TRACE(rank);
      World world(rank, true);
      const Basis basis = principal_basis(world.fixed, world.pool);
      for (Table* table : {&world.fixed, &world.means, &world.rows}) rotate(*table, basis, world.pool);
      std::vector<float> gram = basis.values;
      for (float& g : gram) g *= 0.2f;
      const RowSystem s = world.system();
      const double sum = solve_rows_by_gradients(s, gram, 200, world.rows, world.pool);
      double expected = 0;
      world.expect_least(s, 0.2, 1e-3);
      for (Id u = 0; u < World::kRows; ++u)
        for (std::uint64_t n = world.examples.begin[u]; n < world.examples.begin[u + 1]; ++n) {
          const float e =
              world.examples.target[n] - dot(world.rows[u], world.fixed[world.examples.other[n]], world.rows.stride());
          expected += world.examples.weight[n] * e * e;
        }
      EXPECT_NEAR(sum, expected, 1e-3);
    }
  });
}

TEST(Conjugate, EachStepLowersTheObjective) {
  double before = 1e30;
  for (std::size_t steps : {0, 1, 2, 3, 5}) {
    World world(24, true);
    const Basis basis = principal_basis(world.fixed, world.pool);
    for (Table* table : {&world.fixed, &world.means, &world.rows}) rotate(*table, basis, world.pool);
    const RowSystem s = world.system();
    solve_rows_by_gradients(s, basis.values, steps, world.rows, world.pool);
    double objective = 0;
    for (Id u = 0; u < World::kRows; ++u) {
      const oracle::Normal normal = oracle::normal_equations(s, u, 24, 1);
      for (std::size_t i = 0; i < 24; ++i) {
        objective -= normal.b[i] * world.rows[u][i];
        for (std::size_t j = 0; j < 24; ++j) objective += normal.a[i][j] * world.rows[u][i] * world.rows[u][j] / 2;
      }
    }
    EXPECT_LT(objective, before) << steps;
    before = objective;
  }
}

TEST(Rotate, KeepsProductsAndMakesTheGramMatrixDiagonal) {
  World world(20);
  const Table fixed = world.fixed, rows = world.rows;
  const Basis basis = principal_basis(world.fixed, world.pool);
  rotate(world.fixed, basis, world.pool);
  rotate(world.rows, basis, world.pool);
  for (Id u = 0; u < World::kRows; ++u)
    for (Id i = 0; i < World::kFixed; ++i)
      EXPECT_NEAR(dot(world.rows[u], world.fixed[i], fixed.stride()), dot(rows[u], fixed[i], fixed.stride()), 1e-5);
  const Table gram = gram_matrix(world.fixed, 1, world.pool);
  for (Id i = 0; i < 20; ++i)
    for (Id j = 0; j < 20; ++j) EXPECT_NEAR(gram[i][j], i == j ? basis.values[i] : 0, 1e-4);
}

TEST(Conjugate, TheNumberOfThreadsChangesNothing) {
  World one(20, true), three(20, true);
  Pool pool(3);
  const std::vector<float> gram(one.rows.stride(), 0.5f);
  solve_rows_by_gradients(one.system(), gram, 3, one.rows, one.pool);
  solve_rows_by_gradients(three.system(), gram, 3, three.rows, pool);
  EXPECT_TRUE(std::ranges::equal(one.rows.padded(), three.rows.padded()));
}

}  // namespace
}  // namespace kinfold
