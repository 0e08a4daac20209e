// The general SGD step (row means, fixed score terms, regularizers other than L2) against its reference implementation,
// and against the fused step where both apply.
#include <gtest/gtest.h>

#include "core/random.h"
#include "factorization/sgd_pointwise.h"
#include "oracle/instruction_sets.h"
#include "oracle/sides.h"

namespace kinfold {
namespace {

constexpr std::size_t kGeneralUsers = 7, kGeneralItems = 4, kGeneralExamples = 200;

struct GeneralCase {
  bool means = true, example_offset = true;
  RowRegularizer regularizer = RowRegularizer::kL2;

  std::string regularizer_name() const {
    return regularizer == RowRegularizer::kL2 ? "l2" : regularizer == RowRegularizer::kL1 ? "l1" : "nonnegative";
  }
};

// Both sides, their means, and the example offsets.
struct GeneralStepFixture {
  FactorSide left, right, left_means, right_means;
  std::vector<float> left_bias_means, right_bias_means, example_offset;
  std::vector<Rating> rows;

  GeneralStepFixture(std::size_t rank, const GeneralCase& general_case)
      : left(oracle::random_side(kGeneralUsers, rank, 1)),
        right(oracle::random_side(kGeneralItems, rank, 2)),
        left_means(oracle::random_side(kGeneralUsers, rank, 3)),
        right_means(oracle::random_side(kGeneralItems, rank, 4)) {
    Random random(5);
    for (std::size_t n = 0; n < kGeneralExamples; ++n) {
      example_offset.push_back(general_case.example_offset ? float(random.normal()) : 0);
      rows.push_back(
          {Id(random.below(kGeneralUsers)), Id(random.below(kGeneralItems)), random.below(2) ? 1.0f : -1.0f});
    }
    for (FactorSide* side : {&left, &right}) {
      if (general_case.regularizer == RowRegularizer::kNonNegative)
        for (Id row = 0; row < side->size(); ++row)
          for (float& x : side->factors.row(row)) x = std::fabs(x);
    }
    for (Id row = 0; row < kGeneralUsers; ++row) left_bias_means.push_back(left_means.bias_and_reg[row].bias);
    for (Id row = 0; row < kGeneralItems; ++row) right_bias_means.push_back(right_means.bias_and_reg[row].bias);
    if (general_case.means) return;
    left_means.factors = Matrix(kGeneralUsers, rank);
    right_means.factors = Matrix(kGeneralItems, rank);
    left_bias_means.assign(kGeneralUsers, 0);
    right_bias_means.assign(kGeneralItems, 0);
  }

  static std::vector<oracle::SgdRow> twin(const FactorSide& side, const FactorSide& means,
                                          const std::vector<float>& bias_means) {
    std::vector<oracle::SgdRow> rows = oracle::to_oracle(side);
    for (Id row = 0; row < side.size(); ++row) {
      const auto mean = means.factors.row(row);
      rows[row].mean.assign(mean.begin(), mean.end());
      rows[row].bias_mean = bias_means[row];
    }
    return rows;
  }

  PointwiseSgd make_sgd(SideState& left_state, SideState& right_state, const std::string& optimizer) {
    PointwiseSgd sgd(left, left_state, right, right_state, 0.2f);
    sgd.lr = optimizer == "rowwise-adam" ? 0.003f : 0.02f;
    sgd.bias_reg = 0.3f;
    return sgd;
  }
  void set_general_terms(PointwiseSgd& sgd) const {
    sgd.left.means = left_means.factors[0];
    sgd.right.means = right_means.factors[0];
    sgd.left.bias_means = left_bias_means.data();
    sgd.right.bias_means = right_bias_means.data();
    sgd.example_offset = example_offset.data();
    sgd.first = rows.data();
  }
};

std::size_t zeros(const FactorSide& side) {
  std::size_t count = 0;
  for (Id row = 0; row < side.size(); ++row) count += std::size_t(std::ranges::count(side.factors.row(row), 0.0f));
  return count;
}

void compare_general_sgd(const std::string& loss, const std::string& optimizer, std::size_t rank,
                         const GeneralCase& general_case) {
  SCOPED_TRACE(loss + " " + optimizer + " rank " + std::to_string(rank) + " " + general_case.regularizer_name());
  GeneralStepFixture fixture(rank, general_case);
  const auto left_start = GeneralStepFixture::twin(fixture.left, fixture.left_means, fixture.left_bias_means);
  const auto right_start = GeneralStepFixture::twin(fixture.right, fixture.right_means, fixture.right_bias_means);
  auto left_twin = left_start, right_twin = right_start;
  SideState left_state = make_side_state(optimizer, fixture.left),
            right_state = make_side_state(optimizer, fixture.right);
  PointwiseSgd sgd = fixture.make_sgd(left_state, right_state, optimizer);
  fixture.set_general_terms(sgd);
  sgd.regularizer = general_case.regularizer;
  // Two buckets: the position of an example gives its offset.
  const std::span<const Rating> rows = fixture.rows;
  find_pointwise_sweep(loss, optimizer)(sgd, rows.first(77));
  find_pointwise_sweep(loss, optimizer)(sgd, rows.subspan(77));
  oracle::sweep(left_twin, right_twin, fixture.rows,
                {loss, optimizer, sgd.lr, 0.3, 0.2f, true, general_case.regularizer_name(), fixture.example_offset});
  EXPECT_LT(oracle::relative_error(fixture.left, left_twin, left_start), 1e-3);
  EXPECT_LT(oracle::relative_error(fixture.right, right_twin, right_start), 1e-3);
  for (const Matrix* table : {&fixture.left.factors, &fixture.right.factors, &left_state.moments, &right_state.moments})
    EXPECT_TRUE(oracle::padding_is_zero(*table));
  if (general_case.regularizer != RowRegularizer::kL2 && rank >= 16) {
    EXPECT_GT(zeros(fixture.left) + zeros(fixture.right), 0u);
  }
}

class GeneralSgdTest : public ::testing::TestWithParam<std::size_t> {};

TEST_P(GeneralSgdTest, EveryRegularizerAndOptimizerEqualsTheReference) {
  oracle::on_every_instruction_set([] {
    for (const std::string optimizer : {"sgd", "rowwise-adagrad", "rowwise-adam"})
      for (const RowRegularizer regularizer : {RowRegularizer::kL2, RowRegularizer::kL1, RowRegularizer::kNonNegative})
        compare_general_sgd("squared", optimizer, GetParam(), {true, true, regularizer});
  });
}

TEST_P(GeneralSgdTest, MeansAndOffsetsEqualTheReference) {
  for (const bool means : {false, true})
    for (const bool example_offset : {false, true})
      compare_general_sgd("squared", "rowwise-adagrad", GetParam(), {means, example_offset});
}

// With zero means the general step gives the same rows as the fused step.
TEST_P(GeneralSgdTest, ZeroMeansEqualTheFusedStep) {
  oracle::on_every_instruction_set([] {
    for (const std::string optimizer : {"sgd", "rowwise-adagrad", "rowwise-adam"}) {
      SCOPED_TRACE(optimizer);
      std::vector<GeneralStepFixture> fixtures(2, GeneralStepFixture(GetParam(), {false, false}));
      std::vector<double> losses;
      for (GeneralStepFixture& fixture : fixtures) {
        SideState left_state = make_side_state(optimizer, fixture.left),
                  right_state = make_side_state(optimizer, fixture.right);
        PointwiseSgd sgd = fixture.make_sgd(left_state, right_state, optimizer);
        if (&fixture == &fixtures[1]) fixture.set_general_terms(sgd);
        losses.push_back(find_pointwise_sweep("squared", optimizer)(sgd, fixture.rows));
      }
      EXPECT_NEAR(losses[0], losses[1], 1e-3 * losses[0]);
      for (const auto& [fused, general] :
           {std::pair(&fixtures[0].left, &fixtures[1].left), std::pair(&fixtures[0].right, &fixtures[1].right)})
        for (Id row = 0; row < fused->size(); ++row) {
          EXPECT_NEAR(fused->bias_and_reg[row].bias, general->bias_and_reg[row].bias, 1e-4);
          for (std::size_t k = 0; k < GetParam(); ++k)
            ASSERT_NEAR(fused->factors[row][k], general->factors[row][k], 1e-4);
        }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Ranks, GeneralSgdTest, ::testing::Values(1, 16, 33, 100));

// Without a gradient of the loss a row converges to its mean.
TEST(GeneralSgd, ARowWithoutGradientConvergesToItsMean) {
  GeneralStepFixture fixture(20, {});
  for (BiasAndReg& entry : fixture.left.bias_and_reg) entry.reg = 1;
  SideState none;
  PointwiseSgd sgd = fixture.make_sgd(none, none, "sgd");
  fixture.set_general_terms(sgd);
  sgd.lr = 0.5f;
  sgd.example_offset = nullptr;
  fixture.right.factors = Matrix(kGeneralItems, 20);
  sgd.right.factors = fixture.right.factors[0];
  sgd.right.means = nullptr;
  sgd.biased = false;
  std::vector<Rating> rows;
  for (int n = 0; n < 60; ++n)
    for (Id u = 0; u < kGeneralUsers; ++u)
      rows.push_back({u, 0, sgd.offset + fixture.left.bias_and_reg[u].bias + fixture.right.bias_and_reg[0].bias});
  find_pointwise_sweep("squared", "sgd")(sgd, rows);
  for (Id u = 0; u < kGeneralUsers; ++u)
    for (std::size_t k = 0; k < 20; ++k)
      EXPECT_NEAR(fixture.left.factors[u][k], fixture.left_means.factors[u][k], 1e-5);
}

}  // namespace
}  // namespace kinfold
