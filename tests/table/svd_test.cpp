#include "oracle/svd.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "table/svd.h"

namespace kinfold {
namespace {

Matrix random_matrix(std::size_t rows, std::size_t columns, double shift = 0) {
  Random random(rows + columns);
  Matrix table(rows, columns);
  for (Id i = 0; i < rows; ++i)
    for (std::size_t c = 0; c < columns; ++c) table[i][c] = float(random.normal() / double(c + 1) + shift);
  return table;
}

// A table of `rank` strong directions of falling regularization, and noise.
Matrix planted(std::size_t rows, std::size_t columns, std::size_t rank, double noise) {
  const Matrix left = random_matrix(rows, rank), right = random_matrix(columns, rank);
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

CsrMatrix to_csr(const Matrix& table) {
  CsrMatrix sparse;
  sparse.columns = table.rank();
  for (Id i = 0; i < table.rows(); ++i) {
    for (std::size_t c = 0; c < table.rank(); ++c)
      if (table[i][c] != 0) {
        sparse.column.push_back(Id(c));
        sparse.value.push_back(table[i][c]);
      }
    sparse.close();
  }
  return sparse;
}

void expect_like(const SvdResult& found, const oracle::SingularVectors& expected, double tolerance) {
  for (std::size_t k = 0; k < found.values.size(); ++k) {
    EXPECT_NEAR(found.values[k], expected.values[k], tolerance * expected.values[0]) << k;
    double along = 0, length = 0;
    for (std::size_t c = 0; c < found.vectors.rank(); ++c) {
      along += found.vectors[Id(k)][c] * expected.vectors[k][c];
      length += double(found.vectors[Id(k)][c]) * found.vectors[Id(k)][c];
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

class Full : public ::testing::TestWithParam<MatrixShape> {};

// Small tables as they stand, large ones by the smaller side's Gram matrix.
TEST_P(Full, EqualsTheJacobiRotations) {
  const auto [rows, columns] = GetParam();
  const Matrix table = random_matrix(rows, columns, 100), plain = centred(table);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {column_stats(blocks, pool).mean, {}});
  const SvdResult found = full_svd(op, 5, pool);
  expect_like(found, oracle::singular_vectors(plain), 1e-5);
  EXPECT_EQ(found.bound, 0);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Full,
                         ::testing::Values(MatrixShape{40, 12}, MatrixShape{12, 30}, MatrixShape{70'000, 31}));

TEST(Full, OfAWideTableToo) {
  const Matrix table = random_matrix(24, 90'000);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Matrix across(table.rank(), table.rows());
  for (Id i = 0; i < table.rows(); ++i)
    for (std::size_t c = 0; c < table.rank(); ++c) across[Id(c)][i] = table[i][c];
  const oracle::SingularVectors expected = oracle::singular_vectors(across);
  const SvdResult found = full_svd(op, 4, pool);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(found.values[k], expected.values[k], 1e-5 * expected.values[0]);
}

TEST(Randomized, FindsTheLeadingVectors) {
  const Matrix table = planted(400, 60, 5, 0.01);
  Pool pool(2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {column_stats(blocks, pool).mean, {}});
  const SvdResult found = randomized_svd(op, 5, {}, pool);
  const oracle::SingularVectors expected = oracle::singular_vectors(centred(table));
  expect_like(found, expected, 1e-5);
  Matrix products(400, 5);
  op.multiply(found.vectors, &products, nullptr, pool);
  for (Id i = 0; i < 400; ++i)
    for (std::size_t k = 0; k < 5; ++k) ASSERT_NEAR(found.products[i][k], products[i][k], 1e-4);
  EXPECT_GE(found.bound, expected.values[5]);
  EXPECT_LE(found.bound, 100 * expected.values[5]);
}

TEST(Randomized, ASparseTableIsCentredWithoutBeingMadeDense) {
  Random random(4);
  Matrix table = planted(300, 40, 3, 0.1);
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
    const Matrix basis = random_matrix(7, 40);
    Matrix products(300, 7), others(300, 7), back, more;
    op.multiply(basis, &products, &back, pool);
    same.multiply(basis, &others, &more, pool);
    for (Id i = 0; i < 300; ++i)
      for (std::size_t k = 0; k < 7; ++k) ASSERT_NEAR(products[i][k], others[i][k], 2e-5);
    for (Id k = 0; k < 7; ++k)
      for (std::size_t c = 0; c < 40; ++c) ASSERT_NEAR(back[k][c], more[k][c], 2e-3);
    const SvdResult found = randomized_svd(op, 3, {20, 30, 1}, pool), expected = full_svd(same, 3, pool);
    EXPECT_GT(min_principal_cosine(found.vectors, expected.vectors), 1 - 1e-3);
  }
}

TEST(Randomized, DoesNotDependOnTheNumberOfThreads) {
  const Matrix table = planted(900, 50, 4, 0.2);
  const MatrixBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Pool one(1), three(3);
  const SvdResult a = randomized_svd(op, 4, {}, one), b = randomized_svd(op, 4, {}, three);
  EXPECT_TRUE(std::ranges::equal(a.vectors.padded(), b.vectors.padded()));
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.bound, b.bound);
}

// Parts of more rows than go together, and some that are left over.
TEST(Randomized, CellsOfTheLastPassGoOnceTheyAreRead) {
  Matrix table = planted(40'000, 12, 3, 0.1);
  CsrMatrix kept = to_csr(table), spent = kept;
  Pool pool(2);
  const RandomizedSvdOptions options{3, 2, 1}, last{3, 2, 1, true};
  const SvdResult expected = randomized_svd(SparseOperator(kept, {}), 3, options, pool),
                  found = randomized_svd(SparseOperator(spent, {}), 3, last, pool);
  EXPECT_TRUE(std::ranges::equal(found.products.padded(), expected.products.padded()));
  EXPECT_EQ(found.values, expected.values);
  EXPECT_EQ(found.bound, expected.bound);
  EXPECT_EQ(kept.value, to_csr(table).value);
  EXPECT_GT(std::ranges::count(spent.value, 0.0f), std::ptrdiff_t(kept.value.size() / 2));
}

TEST(LinearOperator, MultipliesAsTheFormulaSays) {
  const Matrix table = random_matrix(150, 20), basis = random_matrix(3, 20);
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

TEST(LeastCosine, IsThatOfTheWidestAngle) {
  Matrix a(2, 3), b(2, 3);
  a[0][0] = a[1][1] = 1;
  b[0][0] = 2;  // the same plane turned by 60 degrees about the first axis
  b[1][1] = 0.5f;
  b[1][2] = float(std::sqrt(0.75));
  EXPECT_NEAR(min_principal_cosine(a, b), 0.5, 1e-6);
  EXPECT_NEAR(min_principal_cosine(a, a), 1, 1e-12);
}

TEST(FixSigns, TheLargestEntryIsPositive) {
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
