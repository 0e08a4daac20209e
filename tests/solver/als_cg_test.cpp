#include "solver/als_cg.h"

#include <gtest/gtest.h>

#include "core/vector.h"
#include "oracle/instruction_sets.h"
#include "oracle/row_fixture.h"
#include "solver/gram_basis.h"

namespace kinfold {
namespace {

using RowFixture = oracle::RowFixture;

TEST(AlsCg, ConvergesToTheExactMinimum) {
  oracle::on_every_instruction_set([] {
    for (std::size_t rank : {1, 5, 16, 33, 64, 130}) {
      SCOPED_TRACE(rank);
      RowFixture fixture(rank, true);
      const GramBasis basis = gram_basis(fixture.fixed, fixture.pool);
      for (Matrix* table : {&fixture.fixed, &fixture.means, &fixture.rows}) rotate(*table, basis, fixture.pool);
      std::vector<float> gram = basis.values;
      for (float& g : gram) g *= 0.2f;
      const RowSystem s = fixture.system();
      const double sum = solve_rows_cg(s, gram, 200, fixture.rows, fixture.pool);
      double expected = 0;
      fixture.expect_minimum(s, 0.2, 1e-3);
      for (Id u = 0; u < RowFixture::kRows; ++u)
        for (std::uint64_t n = fixture.examples.begin[u]; n < fixture.examples.begin[u + 1]; ++n) {
          const float e = fixture.examples.target[n] -
                          dot(fixture.rows[u], fixture.fixed[fixture.examples.other[n]], fixture.rows.stride());
          expected += fixture.examples.weight[n] * e * e;
        }
      EXPECT_NEAR(sum, expected, 1e-3);
    }
  });
}

TEST(AlsCg, EachStepLowersTheObjective) {
  double before = 1e30;
  for (std::size_t steps : {0, 1, 2, 3, 5}) {
    RowFixture fixture(24, true);
    const GramBasis basis = gram_basis(fixture.fixed, fixture.pool);
    for (Matrix* table : {&fixture.fixed, &fixture.means, &fixture.rows}) rotate(*table, basis, fixture.pool);
    const RowSystem s = fixture.system();
    solve_rows_cg(s, basis.values, steps, fixture.rows, fixture.pool);
    double objective = 0;
    for (Id u = 0; u < RowFixture::kRows; ++u) {
      const oracle::NormalEquations normal = oracle::normal_equations(s, u, 24, 1);
      for (std::size_t i = 0; i < 24; ++i) {
        objective -= normal.b[i] * fixture.rows[u][i];
        for (std::size_t j = 0; j < 24; ++j) objective += normal.a[i][j] * fixture.rows[u][i] * fixture.rows[u][j] / 2;
      }
    }
    EXPECT_LT(objective, before) << steps;
    before = objective;
  }
}

TEST(GramBasis, RotationKeepsProductsAndMakesTheGramMatrixDiagonal) {
  RowFixture fixture(20);
  const Matrix fixed = fixture.fixed, rows = fixture.rows;
  const GramBasis basis = gram_basis(fixture.fixed, fixture.pool);
  rotate(fixture.fixed, basis, fixture.pool);
  rotate(fixture.rows, basis, fixture.pool);
  for (Id u = 0; u < RowFixture::kRows; ++u)
    for (Id i = 0; i < RowFixture::kFixed; ++i)
      EXPECT_NEAR(dot(fixture.rows[u], fixture.fixed[i], fixed.stride()), dot(rows[u], fixed[i], fixed.stride()), 1e-5);
  const Matrix gram = gram_matrix(fixture.fixed, 1, fixture.pool);
  for (Id i = 0; i < 20; ++i)
    for (Id j = 0; j < 20; ++j) EXPECT_NEAR(gram[i][j], i == j ? basis.values[i] : 0, 1e-4);
}

TEST(AlsCg, DoesNotDependOnThreads) {
  RowFixture one(20, true), three(20, true);
  Pool pool(3);
  const std::vector<float> gram(one.rows.stride(), 0.5f);
  solve_rows_cg(one.system(), gram, 3, one.rows, one.pool);
  solve_rows_cg(three.system(), gram, 3, three.rows, pool);
  EXPECT_TRUE(std::ranges::equal(one.rows.padded(), three.rows.padded()));
}

}  // namespace
}  // namespace kinfold
