#include <map>

#include "core/random.h"
#include "factorization/factors.h"
#include "oracle/typed_tests.h"

namespace kinfold {
namespace {

struct Recorder {
  std::map<const float*, double> gradient;
  void step(const float* parameters, float scale, const float* direction, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) gradient[parameters + k] += scale * (direction ? direction[k] : 1.0);
  }
};

// Factors that any scorer of the registry can use.
struct FactorsFixture {
  FactorSide left, right;
  FactorsFixture() {
    Random random(5);
    for (FactorSide* side : {&left, &right}) {
      side->factors = Matrix(6, 5);
      side->bias_and_reg.resize(6);
      for (Id row = 0; row < 6; ++row) {
        for (float& x : side->factors.row(row)) x = float(random.normal());
        side->bias_and_reg[row].bias = float(random.normal());
      }
    }
  }
  template <class S>
  S make() {
    if constexpr (std::is_same_v<S, Factors>) return S(left, right, 0.3f);
  }
};

template <class S>
class ScorerTest : public ::testing::Test {};
TYPED_TEST_SUITE(ScorerTest, oracle::TypesOf<Scorers>::Types, oracle::ByName);

TYPED_TEST(ScorerTest, BackwardIsTheDerivativeOfScore) {
  FactorsFixture fixture;
  const TypeParam scorer = fixture.make<TypeParam>();
  static_assert(Scorer<TypeParam>);
  Recorder recorder;
  scorer.backward(2, 4, 1, recorder);
  EXPECT_GE(recorder.gradient.size(), 10u);
  for (const auto& [parameter, gradient] : recorder.gradient) {
    float& x = const_cast<float&>(*parameter);
    const float original = x, h = 1e-2f;
    x = original + h;
    const double up = score(scorer, 2, 4);
    x = original - h;
    const double down = score(scorer, 2, 4);
    x = original;
    EXPECT_NEAR((up - down) / (2 * h), gradient, 2e-3);
  }
}

TYPED_TEST(ScorerTest, ScoreReadsNothingThatBackwardLeavesOut) {
  FactorsFixture fixture;
  const TypeParam scorer = fixture.make<TypeParam>();
  Recorder recorder;
  scorer.backward(2, 4, 1, recorder);
  const float before = score(scorer, 2, 4);
  for (FactorSide* side : {&fixture.left, &fixture.right})
    for (Id row = 0; row < 6; ++row) {
      for (float& x : side->factors.row(row))
        if (!recorder.gradient.contains(&x)) x += 1;
      if (!recorder.gradient.contains(&side->bias_and_reg[row].bias)) side->bias_and_reg[row].bias += 1;
    }
  EXPECT_EQ(score(scorer, 2, 4), before);
}

}  // namespace
}  // namespace kinfold
