#include "factorization/feature_regression.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/als_rows.h"

namespace kinfold {
namespace {

struct RegressionFixture {
  static constexpr std::size_t kRows = 60, kFeatures = 9, kRank = 3;
  Bags bags, members;
  Matrix rows{kRows, kRank}, embeddings{kFeatures, kRank};
  std::vector<float> weight;
  std::vector<std::uint8_t> group;
  std::vector<float> l2;
  Pool pool{2};

  RegressionFixture() {
    Random random(3);
    for (Id row = 0; row < kRows; ++row) {
      for (Id k = 0; k < kFeatures; ++k)
        if (random.uniform() < 0.3) bags.add(k, float(random.normal()));
      bags.close();
      weight.push_back(row % 7 == 0 ? 0 : float(random.uniform()));
      for (float& x : rows.row(row)) x = float(random.normal());
    }
    members = transposed(bags, kFeatures);
    for (std::size_t k = 0; k < kFeatures; ++k) group.push_back(std::uint8_t(k % 2));
    l2.assign(2 * embeddings.stride(), 1);
    for (float& x : l2) x = float(0.1 + random.uniform());
  }
  FeatureRegression problem() const { return {&bags, &members, weight, group, l2}; }

  // Solves the dense normal equations of one column.
  std::vector<double> solve_normal_equations(std::size_t column, const Matrix* rhs_noise = nullptr) const {
    oracle::DoubleMatrix x(kRows, std::vector<double>(kFeatures)), a(kFeatures, std::vector<double>(kFeatures));
    std::vector<double> b(kFeatures);
    for (Id row = 0; row < kRows; ++row)
      for (std::uint64_t n = bags.begin[row]; n < bags.begin[row + 1]; ++n) x[row][bags.member[n]] += bags.weight[n];
    for (std::size_t i = 0; i < kFeatures; ++i) {
      for (std::size_t row = 0; row < kRows; ++row) {
        for (std::size_t j = 0; j < kFeatures; ++j) a[i][j] += weight[row] * x[row][i] * x[row][j];
        b[i] += weight[row] * x[row][i] * rows[Id(row)][column];
      }
      a[i][i] += l2[group[i] * embeddings.stride() + column];
      if (rhs_noise) b[i] += (*rhs_noise)[Id(i)][column];
    }
    return oracle::solve(a, b);
  }
  void expect_minimum(const Matrix* rhs_noise = nullptr) const {
    for (std::size_t c = 0; c < kRank; ++c) {
      const std::vector<double> expected = solve_normal_equations(c, rhs_noise);
      for (Id k = 0; k < kFeatures; ++k) EXPECT_NEAR(embeddings[k][c], expected[k], 1e-3) << k << " " << c;
    }
  }
};

TEST(Regress, EqualsTheDenseNormalEquations) {
  RegressionFixture fixture;
  fit_feature_embeddings(fixture.problem(), fixture.rows, fixture.embeddings, 40, fixture.pool);
  fixture.expect_minimum();
}

TEST(Regress, ContinuesFromTheGivenEmbeddings) {
  RegressionFixture fixture;
  for (int again = 0; again < 20; ++again)
    fit_feature_embeddings(fixture.problem(), fixture.rows, fixture.embeddings, 3, fixture.pool);
  fixture.expect_minimum();
}

TEST(Regress, AddsNoiseToTheRightHandSide) {
  RegressionFixture fixture;
  Matrix rhs_noise(RegressionFixture::kFeatures, RegressionFixture::kRank);
  for (Id k = 0; k < RegressionFixture::kFeatures; ++k)
    for (float& x : rhs_noise.row(k)) x = float(k) - 4;
  fit_feature_embeddings(fixture.problem(), fixture.rows, fixture.embeddings, 40, fixture.pool, &rhs_noise);
  fixture.expect_minimum(&rhs_noise);
}

TEST(Regress, TheNumberOfThreadsChangesNothing) {
  RegressionFixture one, three;
  Pool pool(3);
  fit_feature_embeddings(one.problem(), one.rows, one.embeddings, 5, one.pool);
  fit_feature_embeddings(three.problem(), three.rows, three.embeddings, 5, pool);
  EXPECT_TRUE(std::ranges::equal(one.embeddings.padded(), three.embeddings.padded()));
}

TEST(Regress, MeansAreWeightedSums) {
  RegressionFixture fixture;
  for (Id k = 0; k < RegressionFixture::kFeatures; ++k)
    for (float& x : fixture.embeddings.row(k)) x = float(k + 1);
  Matrix means(RegressionFixture::kRows, RegressionFixture::kRank);
  feature_means(fixture.bags, fixture.embeddings, means, fixture.pool);
  for (Id row = 0; row < RegressionFixture::kRows; ++row) {
    double sum = 0;
    for (std::uint64_t n = fixture.bags.begin[row]; n < fixture.bags.begin[row + 1]; ++n)
      sum += fixture.bags.weight[n] * double(fixture.bags.member[n] + 1);
    EXPECT_NEAR(means[row][1], sum, 1e-4);
  }
}

TEST(Bags, TransposingTwiceGivesTheBagsBack) {
  RegressionFixture fixture;
  const Bags again = transposed(transposed(fixture.bags, RegressionFixture::kFeatures), RegressionFixture::kRows);
  EXPECT_EQ(again.begin, fixture.bags.begin);
  EXPECT_EQ(again.member, fixture.bags.member);
  EXPECT_EQ(again.weight, fixture.bags.weight);
}

}  // namespace
}  // namespace kinfold
