#include "oracle/hals_block.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "oracle/instruction_sets.h"
#include "table/hals_block.h"

namespace kinfold {
namespace {

constexpr std::size_t kRank = 5, kRows = 37;

struct HalsBlockFixture {
  Matrix matrix{kRank, kRank}, products{kRank, kRows}, entries{kRank, kRows};

  HalsBlockFixture() {
    Random random(7);
    Matrix factors(20, kRank);
    for (Id i = 0; i < 20; ++i)
      for (float& x : factors.row(i)) x = float(random.normal() / 2);
    for (Id k = 0; k < kRank; ++k) {
      for (Id l = 0; l < kRank; ++l)
        for (Id i = 0; i < 20; ++i) matrix[k][l] += factors[i][k] * factors[i][l];
      for (float& x : products.row(k)) x = float(5 * random.normal());
      for (float& x : entries.row(k)) x = float(std::fabs(random.normal()));
    }
  }

  oracle::EntryProblem problem(std::size_t row, double l2, double l1) const {
    oracle::EntryProblem p{oracle::DoubleMatrix(kRank, std::vector<double>(kRank)), {}, l1};
    for (Id k = 0; k < kRank; ++k) {
      for (Id l = 0; l < kRank; ++l) p.g[k][l] = matrix[k][l] + (k == l ? l2 : 0);
      p.b.push_back(products[k][row]);
    }
    return p;
  }
};

class HalsBlockTest : public ::testing::TestWithParam<const char*> {};

TEST_P(HalsBlockTest, ConvergesToMinimum) {
  oracle::on_every_instruction_set([&] {
    HalsBlockFixture w;
    const std::string regularizer = GetParam();
    const float reg = 0.8f;
    const HalsSystem system = hals_system({regularizer, reg}, w.matrix, kRank);
    for (int repeat = 0; repeat < 40; ++repeat)
      solve_hals_block(system, {w.products[0], w.entries[0], w.products.stride(), w.products.stride()});
    const bool l1 = regularizer == "l1";
    std::size_t zeros = 0;
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto expected = oracle::minimize_entries(w.problem(row, l1 ? 0 : reg, l1 ? reg : 0), regularizer);
      for (Id k = 0; k < kRank; ++k) {
        EXPECT_NEAR(w.entries[k][row], expected[k], 1e-3) << row << ", " << k;
        zeros += w.entries[k][row] == 0;
      }
    }
    EXPECT_EQ(zeros > 0, regularizer != "l2");
    for (std::size_t pad = kRows; pad < w.entries.stride(); ++pad) EXPECT_EQ(w.entries[0][pad], 0);
  });
}

INSTANTIATE_TEST_SUITE_P(Regularizers, HalsBlockTest, ::testing::Values("l2", "nonnegative", "l1"));

// With a zero Gram matrix, entries have no curvature and keep their values.
TEST(HalsBlock, ZeroGramMatrixChangesNothing) {
  HalsBlockFixture w;
  const Matrix before = w.entries;
  const HalsSystem system = hals_system({"nonnegative", 0}, Matrix(kRank, kRank), kRank);
  solve_hals_block(system, {w.products[0], w.entries[0], w.products.stride(), w.products.stride()});
  for (Id k = 0; k < kRank; ++k) EXPECT_TRUE(std::ranges::equal(before.row(k), w.entries.row(k)));
}

}  // namespace
}  // namespace kinfold
