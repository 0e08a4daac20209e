// The sweep over rows that are drawn to means, scores with a part that does not move, and other penalties than ridge:
// against its slow twin, and against the plain sweep where there is nothing to compose.
#include <gtest/gtest.h>

#include "core/random.h"
#include "oracle/instruction_sets.h"
#include "oracle/sides.h"
#include "solver/pointwise.h"

namespace kinfold {
namespace {

constexpr std::size_t kLefts = 7, kRights = 4, kExamples = 200;

struct Composition {
  bool means = true, extra = true;
  RowPenalty penalty = RowPenalty::kRidge;

  std::string penalty_name() const {
    return penalty == RowPenalty::kRidge ? "ridge" : penalty == RowPenalty::kLasso ? "lasso" : "non-negative";
  }
};

// Both sides, and all that their rows are composed of.
struct World {
  Side left, right, left_means, right_means;
  std::vector<float> left_bias_means, right_bias_means, extra;
  std::vector<Rating> rows;

  World(std::size_t rank, const Composition& composition)
      : left(oracle::random_side(kLefts, rank, 1)),
        right(oracle::random_side(kRights, rank, 2)),
        left_means(oracle::random_side(kLefts, rank, 3)),
        right_means(oracle::random_side(kRights, rank, 4)) {
    Random random(5);
    for (std::size_t n = 0; n < kExamples; ++n) {
      extra.push_back(composition.extra ? float(random.normal()) : 0);
      rows.push_back({Id(random.below(kLefts)), Id(random.below(kRights)), random.below(2) ? 1.0f : -1.0f});
    }
    for (Side* side : {&left, &right}) {
      if (composition.penalty == RowPenalty::kNonNegative)
        for (Id row = 0; row < side->size(); ++row)
          for (float& x : side->factors.row(row)) x = std::fabs(x);
    }
    for (Id row = 0; row < kLefts; ++row) left_bias_means.push_back(left_means.heads[row].bias);
    for (Id row = 0; row < kRights; ++row) right_bias_means.push_back(right_means.heads[row].bias);
    if (composition.means) return;
    left_means.factors = Table(kLefts, rank);
    right_means.factors = Table(kRights, rank);
    left_bias_means.assign(kLefts, 0);
    right_bias_means.assign(kRights, 0);
  }

  static std::vector<oracle::Row> twin(const Side& side, const Side& means, const std::vector<float>& bias_means) {
    std::vector<oracle::Row> rows = oracle::to_oracle(side);
    for (Id row = 0; row < side.size(); ++row) {
      const auto mean = means.factors.row(row);
      rows[row].mean.assign(mean.begin(), mean.end());
      rows[row].bias_mean = bias_means[row];
    }
    return rows;
  }

  Pointwise work(SideState& left_state, SideState& right_state, const std::string& update) {
    Pointwise work(left, left_state, right, right_state, 0.2f);
    work.rate = update == "adam" ? 0.003f : 0.02f;
    work.bias_strength = 0.3f;
    return work;
  }
  void compose(Pointwise& work) const {
    work.left.means = left_means.factors[0];
    work.right.means = right_means.factors[0];
    work.left.bias_means = left_bias_means.data();
    work.right.bias_means = right_bias_means.data();
    work.extra = extra.data();
    work.first = rows.data();
  }
};

std::size_t zeros(const Side& side) {
  std::size_t count = 0;
  for (Id row = 0; row < side.size(); ++row) count += std::size_t(std::ranges::count(side.factors.row(row), 0.0f));
  return count;
}

void compare(const std::string& loss, const std::string& update, std::size_t rank, const Composition& composition) {
  SCOPED_TRACE(loss + " " + update + " rank " + std::to_string(rank) + " " + composition.penalty_name());
  World world(rank, composition);
  const auto left_start = World::twin(world.left, world.left_means, world.left_bias_means);
  const auto right_start = World::twin(world.right, world.right_means, world.right_bias_means);
  auto left_twin = left_start, right_twin = right_start;
  SideState left_state = make_state(update, world.left), right_state = make_state(update, world.right);
  Pointwise work = world.work(left_state, right_state, update);
  world.compose(work);
  work.penalty = composition.penalty;
  // In two parts: the place of an example tells its extra.
  const std::span<const Rating> rows = world.rows;
  find_sweep(loss, update)(work, rows.first(77));
  find_sweep(loss, update)(work, rows.subspan(77));
  oracle::sweep(left_twin, right_twin, world.rows,
                {loss, update, work.rate, 0.3, 0.2f, true, composition.penalty_name(), world.extra});
  EXPECT_LT(oracle::relative_error(world.left, left_twin, left_start), 1e-3);
  EXPECT_LT(oracle::relative_error(world.right, right_twin, right_start), 1e-3);
  for (const Table* table : {&world.left.factors, &world.right.factors, &left_state.moments, &right_state.moments})
    EXPECT_TRUE(oracle::padding_is_zero(*table));
  if (composition.penalty != RowPenalty::kRidge && rank >= 16) {
    EXPECT_GT(zeros(world.left) + zeros(world.right), 0u);
  }
}

class ComposedTest : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ComposedTest, EveryPenaltyAndUpdateIsItsTwin) {
  oracle::on_every_instruction_set([] {
    for (const std::string update : {"sgd", "adagrad", "adam"})
      for (const RowPenalty penalty : {RowPenalty::kRidge, RowPenalty::kLasso, RowPenalty::kNonNegative})
        compare("squared", update, GetParam(), {true, true, penalty});
  });
}

TEST_P(ComposedTest, EachPieceAloneIsItsTwin) {
  for (const bool means : {false, true})
    for (const bool extra : {false, true}) compare("squared", "adagrad", GetParam(), {means, extra});
}

// Where there is nothing to compose, both ways through the sweep come to the same rows.
TEST_P(ComposedTest, ZeroMeansAreThePlainSweep) {
  oracle::on_every_instruction_set([] {
    for (const std::string update : {"sgd", "adagrad", "adam"}) {
      SCOPED_TRACE(update);
      std::vector<World> worlds(2, World(GetParam(), {false, false}));
      std::vector<double> losses;
      for (World& world : worlds) {
        SideState left_state = make_state(update, world.left), right_state = make_state(update, world.right);
        Pointwise work = world.work(left_state, right_state, update);
        if (&world == &worlds[1]) world.compose(work);
        losses.push_back(find_sweep("squared", update)(work, world.rows));
      }
      EXPECT_NEAR(losses[0], losses[1], 1e-3 * losses[0]);
      for (const auto& [plain, composed] :
           {std::pair(&worlds[0].left, &worlds[1].left), std::pair(&worlds[0].right, &worlds[1].right)})
        for (Id row = 0; row < plain->size(); ++row) {
          EXPECT_NEAR(plain->heads[row].bias, composed->heads[row].bias, 1e-4);
          for (std::size_t k = 0; k < GetParam(); ++k)
            ASSERT_NEAR(plain->factors[row][k], composed->factors[row][k], 1e-4);
        }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Ranks, ComposedTest, ::testing::Values(1, 16, 33, 100));

// Without a slope a row goes to its mean, and stays there.
TEST(Composed, ARowWithoutSlopeFallsToItsMean) {
  World world(20, {});
  for (Head& head : world.left.heads) head.strength = 1;
  SideState none;
  Pointwise work = world.work(none, none, "sgd");
  world.compose(work);
  work.rate = 0.5f;
  work.extra = nullptr;
  world.right.factors = Table(kRights, 20);
  work.right.factors = world.right.factors[0];
  work.right.means = nullptr;
  work.biased = false;
  std::vector<Rating> rows;
  for (int n = 0; n < 60; ++n)
    for (Id u = 0; u < kLefts; ++u)
      rows.push_back({u, 0, work.offset + world.left.heads[u].bias + world.right.heads[0].bias});
  find_sweep("squared", "sgd")(work, rows);
  for (Id u = 0; u < kLefts; ++u)
    for (std::size_t k = 0; k < 20; ++k) EXPECT_NEAR(world.left.factors[u][k], world.left_means.factors[u][k], 1e-5);
}

}  // namespace
}  // namespace kinfold
