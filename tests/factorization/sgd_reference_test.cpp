// The fused SGD step against its reference implementation, for all losses and optimizers, many ranks, with and without
// biases.
#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "factorization/sgd_pointwise.h"
#include "loss/point.h"
#include "oracle/instruction_sets.h"
#include "oracle/sgd_pointwise.h"
#include "oracle/sides.h"

namespace kinfold {
namespace {

using oracle::padding_is_zero;
using oracle::random_side;
using oracle::relative_error;
using oracle::to_oracle;

constexpr std::size_t kSgdReferenceUsers = 7, kSgdReferenceItems = 4;

// Targets are far from the scores, because float and double may differ at the kink of a loss. Half of the targets of
// the Huber loss are near: its gradient is continuous.
std::vector<Rating> examples(const std::string& loss) {
  Random random(3);
  std::vector<Rating> rows;
  for (int i = 0; i < 200; ++i) {
    const float sign = random.below(2) ? 1.0f : -1.0f;
    const bool near = loss == "squared" || (loss == "huber" && i % 2);
    const float target = loss == "logistic" ? float(random.uniform()) : near ? sign : 90 * sign;
    rows.push_back({Id(random.below(kSgdReferenceUsers)), Id(random.below(kSgdReferenceItems)), target});
  }
  return rows;
}

void compare_reference_sgd(const std::string& loss, const std::string& optimizer, std::size_t rank, bool biased) {
  SCOPED_TRACE(loss + " " + optimizer + " rank " + std::to_string(rank) + (biased ? " biased" : " plain"));
  FactorSide left = random_side(kSgdReferenceUsers, rank, 1), right = random_side(kSgdReferenceItems, rank, 2);
  const auto left_start = to_oracle(left), right_start = to_oracle(right);
  auto left_twin = left_start, right_twin = right_start;
  SideState left_state = make_side_state(optimizer, left), right_state = make_side_state(optimizer, right);
  PointwiseSgd sgd(left, left_state, right, right_state, 0.2f);
  sgd.lr = optimizer == "rowwise-adam" ? 0.003f : 0.02f;
  sgd.bias_reg = 0.3f;
  sgd.biased = biased;
  const auto rows = examples(loss);
  find_pointwise_sweep(loss, optimizer)(sgd, rows);
  oracle::sweep(left_twin, right_twin, rows, {loss, optimizer, sgd.lr, 0.3, 0.2f, biased});
  EXPECT_LT(relative_error(left, left_twin, left_start), 1e-3);
  EXPECT_LT(relative_error(right, right_twin, right_start), 1e-3);
  EXPECT_TRUE(padding_is_zero(left.factors) && padding_is_zero(right.factors));
  EXPECT_TRUE(padding_is_zero(left_state.moments) && padding_is_zero(right_state.moments));
}

class ReferenceTest : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ReferenceTest, EveryLossAndOptimizerEqualsTheReference) {
  oracle::on_every_instruction_set([] {
    for (const std::string& loss : PointLosses::names())
      for (const std::string& optimizer : RowwiseOptimizers::names())
        for (const bool biased : {true, false}) compare_reference_sgd(loss, optimizer, GetParam(), biased);
  });
}

INSTANTIATE_TEST_SUITE_P(Ranks, ReferenceTest, ::testing::Values(1, 3, 15, 16, 17, 32, 33, 64, 100, 128, 200, 1024));

// Rank 0: biases only.
TEST(SgdReference, BiasesAloneEqualTheReference) {
  oracle::on_every_instruction_set([] {
    for (const std::string& optimizer : RowwiseOptimizers::names())
      compare_reference_sgd("squared", optimizer, 0, true);
  });
}

TEST(SgdReference, SweepsOfPartsEqualASweepOfTheWhole) {
  for (const std::string& optimizer : RowwiseOptimizers::names()) {
    const auto rows = examples("squared");
    const auto swept = [&](std::vector<std::size_t> cuts) {
      FactorSide left = random_side(kSgdReferenceUsers, 20, 1), right = random_side(kSgdReferenceItems, 20, 2);
      SideState left_state = make_side_state(optimizer, left), right_state = make_side_state(optimizer, right);
      PointwiseSgd sgd(left, left_state, right, right_state, 0.2f);
      sgd.lr = 0.01f;
      cuts.push_back(rows.size());
      std::size_t begin = 0;
      for (std::size_t end : cuts) {
        find_pointwise_sweep("squared", optimizer)(sgd, {rows.data() + begin, rows.data() + end});
        begin = end;
      }
      const auto all = left.factors.padded();
      return std::vector<float>(all.begin(), all.end());
    };
    EXPECT_EQ(swept({}), swept({1, 2, 77, 77, 199})) << optimizer;
  }
}

// Scores where the sigmoid saturates must not give NaN.
TEST(SgdReference, LogisticStaysFiniteAtExtremeScores) {
  for (float bias : {-500.0f, 500.0f}) {
    FactorSide left = random_side(1, 4, 1), right = random_side(1, 4, 2);
    left.bias_and_reg[0].bias = bias;
    SideState none;
    PointwiseSgd sgd(left, none, right, none, 0);
    sgd.lr = 0.1f;
    const std::vector<Rating> rows = {{0, 0, 0}, {0, 0, 1}};
    EXPECT_TRUE(std::isfinite(find_pointwise_sweep("logistic", "sgd")(sgd, rows)));
    for (float x : left.factors.padded()) EXPECT_TRUE(std::isfinite(x));
  }
}

}  // namespace
}  // namespace kinfold
