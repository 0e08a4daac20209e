#include "oracle/svd.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/csr_matrix.h"
#include "table/svd.h"

namespace kinfold {
namespace {

using oracle::to_csr;

Matrix random_dense_matrix(std::size_t rows, std::size_t columns, double shift = 0) {
  Random random(rows + columns);
  Matrix table(rows, columns);
  for (Id i = 0; i < rows; ++i)
    for (std::size_t c = 0; c < columns; ++c) table[i][c] = float(random.normal() / double(c + 1) + shift);
  return table;
}

// A table of `rank` directions with decreasing singular values, plus noise.
Matrix planted_matrix(std::size_t rows, std::size_t columns, std::size_t rank, double noise) {
  const Matrix left = random_dense_matrix(rows, rank), right = random_dense_matrix(columns, rank);
  Random random(9);
  Matrix table(rows, columns);
  for (Id i = 0; i < rows; ++i)
    for (Id c = 0; c < columns; ++c) {
      double sum = noise * random.normal();
      for (std::size_t k = 0; k < rank; ++k) sum += double(left[i][k]) * right[c][k];
      table[i][c] = float(sum);
    }
  return table;
}

Matrix centred(const Matrix& table) {
  Pool pool(1);
  const ColumnStats stats = column_stats(MatrixBlocks(table), pool);
  Matrix result(table.rows(), table.rank());
  for (Id i = 0; i < table.rows(); ++i)
    for (std::size_t c = 0; c < table.rank(); ++c) result[i][c] = float(table[i][c] - stats.mean[c]);
  return result;
}

void expect_near_svd(const SvdResult& result, const oracle::SingularVectors& expected, double tolerance) {
  for (std::size_t k = 0; k < result.values.size(); ++k) {
    EXPECT_NEAR(result.values[k], expected.values[k], tolerance * expected.values[0]) << k;
    double along = 0, length = 0;
    for (std::size_t c = 0; c < result.vectors.rank(); ++c) {
      along += result.vectors[Id(k)][c] * expected.vectors[k][c];
      length += double(result.vectors[Id(k)][c]) * result.vectors[Id(k)][c];
    }
    EXPECT_NEAR(length, 1, 1e-5) << k;
    EXPECT_NEAR(std::fabs(along), 1, 10 * tolerance) << k;
  }
}

struct MatrixShape {
  std::size_t rows, columns;
  friend std::ostream& operator<<(std::ostream& out, const MatrixShape& shape) {
    return out << shape.rows << "x" << shape.columns;
  }
};

class FullSvd : public ::testing::TestWithParam<MatrixShape> {};

// Small tables are decomposed directly, large ones by the Gram matrix of the smaller side.
TEST_P(FullSvd, MatchesJacobiRotations) {
  const auto [rows, columns] = GetParam();
  const Matrix table = random_dense_matrix(rows, columns, 100), plain = centred(table);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {column_stats(blocks, pool).mean, {}});
  const SvdResult result = full_svd(op, 5, pool);
  expect_near_svd(result, oracle::singular_vectors(plain), 1e-5);
  EXPECT_EQ(result.bound, 0);
}

INSTANTIATE_TEST_SUITE_P(Shapes, FullSvd,
                         ::testing::Values(MatrixShape{40, 12}, MatrixShape{12, 30}, MatrixShape{70'000, 31}));

TEST(FullSvd, HandlesWideTables) {
  const Matrix table = random_dense_matrix(24, 90'000);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Matrix transposed(table.rank(), table.rows());
  for (Id i = 0; i < table.rows(); ++i)
    for (std::size_t c = 0; c < table.rank(); ++c) transposed[Id(c)][i] = table[i][c];
  const oracle::SingularVectors expected = oracle::singular_vectors(transposed);
  const SvdResult result = full_svd(op, 4, pool);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(result.values[k], expected.values[k], 1e-5 * expected.values[0]);
}

TEST(RandomizedSvd, FindsLeadingSingularVectors) {
  const Matrix table = planted_matrix(400, 60, 5, 0.01);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {column_stats(blocks, pool).mean, {}});
  const SvdResult result = randomized_svd(op, 5, {}, pool);
  const oracle::SingularVectors expected = oracle::singular_vectors(centred(table));
  expect_near_svd(result, expected, 1e-5);
  Matrix products(400, 5);
  op.multiply(result.vectors, &products, nullptr, pool);
  for (Id i = 0; i < 400; ++i)
    for (std::size_t k = 0; k < 5; ++k) ASSERT_NEAR(result.products[i][k], products[i][k], 1e-4);
  EXPECT_GE(result.bound, expected.values[5]);
  EXPECT_LE(result.bound, 100 * expected.values[5]);
}

TEST(RandomizedSvd, CentredSparseTableMatchesDenseTable) {
  Random random(4);
  Matrix table = planted_matrix(300, 40, 3, 0.1);
  for (Id i = 0; i < table.rows(); ++i)
    for (float& x : table.row(i)) x = random.uniform() < 0.7 ? 0 : x + 1;
  const CsrMatrix sparse = to_csr(table);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const ColumnStats stats = column_stats(sparse), dense = column_stats(blocks, pool);
  std::vector<double> factor;
  for (std::size_t c = 0; c < 40; ++c) {
    EXPECT_NEAR(stats.mean[c], dense.mean[c], 1e-6);
    EXPECT_NEAR(stats.stddev[c], dense.stddev[c], 1e-6);
    factor.push_back(1 / stats.stddev[c]);
  }
  for (const Centring& centring : {Centring{}, Centring{stats.mean, {}}, Centring{stats.mean, factor}}) {
    const SparseOperator op(sparse, centring);
    const DenseOperator same(blocks, centring);
    const Matrix basis = random_dense_matrix(7, 40);
    Matrix products(300, 7), others(300, 7), back, more;
    op.multiply(basis, &products, &back, pool);
    same.multiply(basis, &others, &more, pool);
    for (Id i = 0; i < 300; ++i)
      for (std::size_t k = 0; k < 7; ++k) ASSERT_NEAR(products[i][k], others[i][k], 2e-5);
    for (Id k = 0; k < 7; ++k)
      for (std::size_t c = 0; c < 40; ++c) ASSERT_NEAR(back[k][c], more[k][c], 2e-3);
    const SvdResult result = randomized_svd(op, 3, {20, 30, 1}, pool), expected = full_svd(same, 3, pool);
    EXPECT_GT(min_principal_cosine(result.vectors, expected.vectors), 1 - 1e-3);
  }
}

TEST(RandomizedSvd, DoesNotDependOnThreads) {
  const Matrix table = planted_matrix(900, 50, 4, 0.2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Pool one(1), three(3);
  const SvdResult a = randomized_svd(op, 4, {}, one), b = randomized_svd(op, 4, {}, three);
  EXPECT_TRUE(std::ranges::equal(a.vectors.padded(), b.vectors.padded()));
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.bound, b.bound);
}

// Each part has more rows than are released at once, and a remainder that is not released.
TEST(RandomizedSvd, ReleasesCellsDuringLastPass) {
  Matrix table = planted_matrix(40'000, 12, 3, 0.1);
  CsrMatrix original = to_csr(table), released = original;
  Pool pool(2);
  const RandomizedSvdOptions options{3, 2, 1}, release_options{3, 2, 1, true};
  const SvdResult expected = randomized_svd(SparseOperator(original, {}), 3, options, pool),
                  result = randomized_svd(SparseOperator(released, {}), 3, release_options, pool);
  EXPECT_TRUE(std::ranges::equal(result.products.padded(), expected.products.padded()));
  EXPECT_EQ(result.values, expected.values);
  EXPECT_EQ(result.bound, expected.bound);
  EXPECT_EQ(original.value, to_csr(table).value);
  EXPECT_GT(std::ranges::count(released.value, 0.0f), std::ptrdiff_t(original.value.size() / 2));
}

TEST(LinearOperator, MultiplyMatchesDefinition) {
  const Matrix table = random_dense_matrix(150, 20), basis = random_dense_matrix(3, 20);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Matrix products(150, 3), back;
  op.multiply(basis, &products, &back, pool);
  std::vector<std::vector<double>> sum(3, std::vector<double>(20));
  for (Id i = 0; i < 150; ++i)
    for (Id k = 0; k < 3; ++k) {
      double product = 0;
      for (std::size_t c = 0; c < 20; ++c) product += double(table[i][c]) * basis[k][c];
      EXPECT_NEAR(products[i][k], product, 1e-5);
      for (std::size_t c = 0; c < 20; ++c) sum[k][c] += product * table[i][c];
    }
  for (Id k = 0; k < 3; ++k)
    for (std::size_t c = 0; c < 20; ++c) EXPECT_NEAR(back[k][c], sum[k][c], 1e-3);
}

TEST(MinPrincipalCosine, IsCosineOfLargestAngle) {
  Matrix a(2, 3), b(2, 3);
  a[0][0] = a[1][1] = 1;
  b[0][0] = 2;  // the same plane rotated by 60 degrees about the first axis
  b[1][1] = 0.5f;
  b[1][2] = float(std::sqrt(0.75));
  EXPECT_NEAR(min_principal_cosine(a, b), 0.5, 1e-6);
  EXPECT_NEAR(min_principal_cosine(a, a), 1, 1e-12);
}

TEST(FixSigns, LargestEntryIsPositive) {
  Matrix vectors(2, 3);
  vectors[0][1] = -2;
  vectors[0][2] = 1;
  vectors[1][0] = 3;
  fix_signs(vectors);
  EXPECT_EQ(vectors[0][1], 2);
  EXPECT_EQ(vectors[0][2], -1);
  EXPECT_EQ(vectors[1][0], 3);
}

}  // namespace
}  // namespace kinfold
