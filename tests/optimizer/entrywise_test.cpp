#include "optimizer/entrywise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

// A row and its optimizer state in double precision, updated by the formulas of the papers.
struct EntrywiseReference {
  std::vector<double> x, squares, moments;

  void move(const std::string& optimizer, double lr, int step, const std::vector<float>& gradient) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double g = gradient[k];
      if (optimizer == "sgd") x[k] -= lr * g;
      if (optimizer == "adagrad") {
        squares[k] += g * g;
        x[k] -= lr * g / (std::sqrt(squares[k]) + 1e-10);
      }
      if (optimizer == "adam") {
        moments[k] = 0.9 * moments[k] + 0.1 * g;
        squares[k] = 0.999 * squares[k] + 0.001 * g * g;
        const double m = moments[k] / (1 - std::pow(0.9, step)), s = squares[k] / (1 - std::pow(0.999, step));
        x[k] -= lr * m / (std::sqrt(s) + 1e-8);
      }
    }
  }
};

class Entrywise : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(RowwiseOptimizers, Entrywise, ::testing::Values("sgd", "adagrad", "adam"),
                         [](const auto& chosen) { return chosen.param; });

TEST_P(Entrywise, MatchesTheReference) {
  oracle::on_every_instruction_set([] {
    for (const std::size_t rank : {1, 3, 16, 21, 37}) {
      const std::string optimizer = GetParam();
      Random random(rank);
      Matrix table(3, rank);
      for (float& x : table.row(1)) x = float(random.normal());
      EntrywiseState state(optimizer, 3, rank);
      EntrywiseReference reference{{table[1], table[1] + rank}, std::vector<double>(rank), std::vector<double>(rank)};
      for (int step = 1; step <= 6; ++step) {
        std::vector<float> gradient(rank);  // without padding: must not be read beyond its end
        for (float& g : gradient) g = random.below(4) == 0 ? 0 : float(random.normal());
        if (step == 4) continue;  // a step without a gradient of the row
        step_row({optimizer, 0.05f, std::size_t(step)}, table.row(1), state.of(1), gradient.data());
        reference.move(optimizer, 0.05, step, gradient);
      }
      for (std::size_t k = 0; k < rank; ++k) EXPECT_NEAR(table[1][k], reference.x[k], 2e-6) << k << " of " << rank;
      for (const Matrix* all : {&table, &state.squares, &state.moments}) {
        if (all->rows() == 0) continue;
        for (std::size_t k = rank; k < all->stride(); ++k) EXPECT_EQ((*all)[1][k], 0) << "padding stays zero";
        for (const Id other : {0, 2})
          for (std::size_t k = 0; k < all->stride(); ++k) EXPECT_EQ((*all)[other][k], 0) << "another row changed";
      }
    }
  });
}

TEST(EntrywiseState, ContainsOnlyWhatTheOptimizerNeeds) {
  EXPECT_EQ(EntrywiseState("sgd", 5, 3).squares.rows(), 0u);
  EXPECT_EQ(EntrywiseState("adagrad", 5, 3).squares.rows(), 5u);
  EXPECT_EQ(EntrywiseState("adagrad", 5, 3).moments.rows(), 0u);
  EXPECT_EQ(EntrywiseState("adam", 5, 3).moments.rows(), 5u);
}

}  // namespace
}  // namespace kinfold
