#include "solver/entries.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "oracle/entries.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

constexpr std::size_t kRank = 5, kRows = 37;

struct World {
  Table matrix{kRank, kRank}, products{kRank, kRows}, entries{kRank, kRows};

  World() {
    Random random(7);
    Table factors(20, kRank);
    for (Id i = 0; i < 20; ++i)
      for (float& x : factors.row(i)) x = float(random.normal() / 2);
    for (Id k = 0; k < kRank; ++k) {
      for (Id l = 0; l < kRank; ++l)
        for (Id i = 0; i < 20; ++i) matrix[k][l] += factors[i][k] * factors[i][l];
      for (float& x : products.row(k)) x = float(5 * random.normal());
      for (float& x : entries.row(k)) x = float(std::fabs(random.normal()));
    }
  }

  oracle::EntryProblem problem(std::size_t row, double ridge, double lasso) const {
    oracle::EntryProblem p{oracle::Matrix(kRank, std::vector<double>(kRank)), {}, lasso};
    for (Id k = 0; k < kRank; ++k) {
      for (Id l = 0; l < kRank; ++l) p.g[k][l] = matrix[k][l] + (k == l ? ridge : 0);
      p.b.push_back(products[k][row]);
    }
    return p;
  }
};

class Entries : public ::testing::TestWithParam<const char*> {};

TEST_P(Entries, GoToTheMinimum) {
  oracle::on_every_instruction_set([&] {
    World w;
    const std::string penalty = GetParam();
    const float strength = 0.8f;
    const StripRule rule = strip_rule({penalty, strength}, w.matrix, kRank);
    for (int time = 0; time < 40; ++time)
      solve_entries(rule, {w.products[0], w.entries[0], w.products.stride(), w.products.stride()});
    const bool lasso = penalty == "lasso";
    std::size_t zeros = 0;
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto least = oracle::least_entries(w.problem(row, lasso ? 0 : strength, lasso ? strength : 0), penalty);
      for (Id k = 0; k < kRank; ++k) {
        EXPECT_NEAR(w.entries[k][row], least[k], 1e-3) << row << ", " << k;
        zeros += w.entries[k][row] == 0;
      }
    }
    EXPECT_EQ(zeros > 0, penalty != "ridge");
    for (std::size_t pad = kRows; pad < w.entries.stride(); ++pad) EXPECT_EQ(w.entries[0][pad], 0);
  });
}

INSTANTIATE_TEST_SUITE_P(Penalties, Entries, ::testing::Values("ridge", "non-negative", "lasso"));

// A side without vectors, as at the start of a model of nothing, moves nothing.
TEST(Entries, StayWhereNothingPulls) {
  World w;
  const Table before = w.entries;
  const StripRule rule = strip_rule({"non-negative", 0}, Table(kRank, kRank), kRank);
  solve_entries(rule, {w.products[0], w.entries[0], w.products.stride(), w.products.stride()});
  for (Id k = 0; k < kRank; ++k) EXPECT_TRUE(std::ranges::equal(before.row(k), w.entries.row(k)));
}

}  // namespace
}  // namespace kinfold
