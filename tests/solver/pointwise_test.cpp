#include "solver/pointwise.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "loss/point.h"
#include "oracle/instruction_sets.h"
#include "oracle/pointwise.h"

namespace kinfold {
namespace {

constexpr std::size_t kRows = 5;

Side random_side(std::size_t rank, std::uint64_t seed) {
  Random random(seed);
  Side side{Table(kRows, rank), std::vector<Head>(kRows)};
  for (Id row = 0; row < kRows; ++row) {
    for (float& x : side.factors.row(row)) x = float(random.normal() / std::sqrt(double(rank)));
    side.heads[row] = {float(0.1 * random.normal()), float(0.05 * random.uniform())};
  }
  return side;
}

std::vector<oracle::Row> to_oracle(const Side& side) {
  std::vector<oracle::Row> rows;
  for (Id row = 0; row < kRows; ++row) {
    const auto x = side.factors.row(row);
    rows.push_back({oracle::Parameters(std::vector<double>(x.begin(), x.end())),
                    oracle::Parameters({side.heads[row].bias}), side.heads[row].strength});
  }
  return rows;
}

void expect_equal(const Side& side, const std::vector<oracle::Row>& rows) {
  for (Id row = 0; row < kRows; ++row) {
    ASSERT_NEAR(side.heads[row].bias, rows[row].bias.x[0], 2e-3);
    for (std::size_t k = 0; k < side.factors.rank(); ++k)
      ASSERT_NEAR(side.factors[row][k], rows[row].factors.x[k], 2e-3) << "row " << row << " entry " << k;
    for (std::size_t k = side.factors.rank(); k < side.factors.stride(); ++k) ASSERT_EQ(side.factors[row][k], 0);
  }
}

// Targets beyond a score's reach keep the absolute loss away from its kink, where float and double may part.
std::vector<Rating> examples(const std::string& loss) {
  Random random(3);
  std::vector<Rating> rows;
  for (int i = 0; i < 150; ++i) {
    const float target = loss == "absolute" ? (i % 2 ? 90.0f : -90.0f) : float(random.below(2));
    rows.push_back({Id(random.below(kRows)), Id(random.below(kRows)), target});
  }
  return rows;
}

void compare(const std::string& loss, const std::string& update, std::size_t rank, bool biased) {
  SCOPED_TRACE(loss + " " + update + " rank " + std::to_string(rank) + (biased ? " biased" : " plain"));
  Side left = random_side(rank, 1), right = random_side(rank, 2);
  auto left_oracle = to_oracle(left), right_oracle = to_oracle(right);
  SideState left_state = make_state(update, left), right_state = make_state(update, right);
  Pointwise work(left, left_state, right, right_state, 0.2f);
  work.rate = update == "adam" ? 0.002f : 0.02f;
  work.bias_strength = 0.03f;
  work.biased = biased;
  const auto rows = examples(loss);
  find_sweep(loss, update)(work, rows);
  oracle::sweep(left_oracle, right_oracle, rows, {loss, update, work.rate, 0.03, 0.2f, biased});
  expect_equal(left, left_oracle);
  expect_equal(right, right_oracle);
}

TEST(Pointwise, EveryLossAndUpdateEqualsItsSlowTwin) {
  oracle::on_every_instruction_set([] {
    for (const std::string& loss : PointLosses::names())
      for (const std::string& update : Updates::names())
        for (std::size_t rank : {1, 16, 33}) compare(loss, update, rank, true);
  });
}

TEST(Pointwise, EveryRankEqualsItsSlowTwin) {
  oracle::on_every_instruction_set([] {
    for (std::size_t rank : {1, 3, 15, 16, 17, 32, 64, 100, 128, 200, 1024})
      for (const bool biased : {true, false}) compare("squared", "sgd", rank, biased);
  });
}

TEST(Pointwise, ReturnsTheLossBeforeEachStep) {
  Side left = random_side(4, 1), right = random_side(4, 2);
  SideState none;
  Pointwise work(left, none, right, none, 0.5f);
  work.rate = 0;
  const auto rows = examples("squared");
  double expected = 0;
  for (const Rating& r : rows) expected += Squared().value(score(Factors(left, right, 0.5f), r.left, r.right), r.value);
  EXPECT_NEAR(find_sweep("squared", "sgd")(work, rows), expected, 1e-3);
}

TEST(Pointwise, AnEmptyBucketChangesNothing) {
  Side left = random_side(8, 1), right = random_side(8, 2);
  SideState none;
  EXPECT_EQ(find_sweep("huber", "sgd")(Pointwise(left, none, right, none, 0), {}), 0);
}

TEST(Pointwise, UnknownNamesAreRefused) {
  EXPECT_THROW(find_sweep("squred", "sgd"), UsageError);
  EXPECT_THROW(find_sweep("squared", "sdg"), UsageError);
}

}  // namespace
}  // namespace kinfold
