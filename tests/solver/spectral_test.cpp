#include "solver/spectral.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/spectral.h"

namespace kinfold {
namespace {

Table random_table(std::size_t rows, std::size_t columns, double shift = 0) {
  Random random(rows + columns);
  Table table(rows, columns);
  for (Id i = 0; i < rows; ++i)
    for (std::size_t c = 0; c < columns; ++c) table[i][c] = float(random.normal() / double(c + 1) + shift);
  return table;
}

// A table of `rank` strong directions of falling strength, and noise.
Table planted(std::size_t rows, std::size_t columns, std::size_t rank, double noise) {
  const Table left = random_table(rows, rank), right = random_table(columns, rank);
  Random random(9);
  Table table(rows, columns);
  for (Id i = 0; i < rows; ++i)
    for (Id c = 0; c < columns; ++c) {
      double sum = noise * random.normal();
      for (std::size_t k = 0; k < rank; ++k) sum += double(left[i][k]) * right[c][k];
      table[i][c] = float(sum);
    }
  return table;
}

Table centred(const Table& table) {
  Pool pool(1);
  const ColumnFacts facts = column_facts(TableBlocks(table), pool);
  Table result(table.rows(), table.rank());
  for (Id i = 0; i < table.rows(); ++i)
    for (std::size_t c = 0; c < table.rank(); ++c) result[i][c] = float(table[i][c] - facts.mean[c]);
  return result;
}

Sparse sparse_of(const Table& table) {
  Sparse sparse;
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

void expect_like(const Spectrum& found, const oracle::Singular& expected, double tolerance) {
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

struct Shape {
  std::size_t rows, columns;
  friend std::ostream& operator<<(std::ostream& out, const Shape& shape) {
    return out << shape.rows << "x" << shape.columns;
  }
};

class Full : public ::testing::TestWithParam<Shape> {};

// Small tables as they stand, large ones by the smaller side's Gram matrix.
TEST_P(Full, EqualsTheJacobiRotations) {
  const auto [rows, columns] = GetParam();
  const Table table = random_table(rows, columns, 100), plain = centred(table);
  Pool pool(2);
  const TableBlocks blocks(table);
  const DenseOperator op(blocks, {column_facts(blocks, pool).mean, {}});
  const Spectrum found = full_spectrum(op, 5, pool);
  expect_like(found, oracle::singular(plain), 1e-5);
  EXPECT_EQ(found.bound, 0);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Full, ::testing::Values(Shape{40, 12}, Shape{12, 30}, Shape{70'000, 31}));

TEST(Full, OfAWideTableToo) {
  const Table table = random_table(24, 90'000);
  Pool pool(2);
  const TableBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Table across(table.rank(), table.rows());
  for (Id i = 0; i < table.rows(); ++i)
    for (std::size_t c = 0; c < table.rank(); ++c) across[Id(c)][i] = table[i][c];
  const oracle::Singular expected = oracle::singular(across);
  const Spectrum found = full_spectrum(op, 4, pool);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(found.values[k], expected.values[k], 1e-5 * expected.values[0]);
}

TEST(Randomized, FindsTheLeadingVectors) {
  const Table table = planted(400, 60, 5, 0.01);
  Pool pool(2);
  const TableBlocks blocks(table);
  const DenseOperator op(blocks, {column_facts(blocks, pool).mean, {}});
  const Spectrum found = randomized_spectrum(op, 5, {}, pool);
  const oracle::Singular expected = oracle::singular(centred(table));
  expect_like(found, expected, 1e-5);
  Table products(400, 5);
  op.multiply(found.vectors, &products, nullptr, pool);
  for (Id i = 0; i < 400; ++i)
    for (std::size_t k = 0; k < 5; ++k) ASSERT_NEAR(found.products[i][k], products[i][k], 1e-4);
  EXPECT_GE(found.bound, expected.values[5]);
  EXPECT_LE(found.bound, 100 * expected.values[5]);
}

TEST(Randomized, ASparseTableIsCentredWithoutBeingMadeDense) {
  Random random(4);
  Table table = planted(300, 40, 3, 0.1);
  for (Id i = 0; i < table.rows(); ++i)
    for (float& x : table.row(i)) x = random.uniform() < 0.7 ? 0 : x + 1;
  const Sparse sparse = sparse_of(table);
  Pool pool(2);
  const TableBlocks blocks(table);
  const ColumnFacts facts = column_facts(sparse), dense = column_facts(blocks, pool);
  std::vector<double> factor;
  for (std::size_t c = 0; c < 40; ++c) {
    EXPECT_NEAR(facts.mean[c], dense.mean[c], 1e-6);
    EXPECT_NEAR(facts.deviation[c], dense.deviation[c], 1e-6);
    factor.push_back(1 / facts.deviation[c]);
  }
  for (const Centring& centring : {Centring{}, Centring{facts.mean, {}}, Centring{facts.mean, factor}}) {
    const SparseOperator op(sparse, centring);
    const DenseOperator same(blocks, centring);
    const Table basis = random_table(7, 40);
    Table products(300, 7), others(300, 7), back, more;
    op.multiply(basis, &products, &back, pool);
    same.multiply(basis, &others, &more, pool);
    for (Id i = 0; i < 300; ++i)
      for (std::size_t k = 0; k < 7; ++k) ASSERT_NEAR(products[i][k], others[i][k], 2e-5);
    for (Id k = 0; k < 7; ++k)
      for (std::size_t c = 0; c < 40; ++c) ASSERT_NEAR(back[k][c], more[k][c], 2e-3);
    const Spectrum found = randomized_spectrum(op, 3, {20, 30, 1}, pool), expected = full_spectrum(same, 3, pool);
    EXPECT_GT(least_cosine(found.vectors, expected.vectors), 1 - 1e-3);
  }
}

TEST(Randomized, DoesNotDependOnTheNumberOfThreads) {
  const Table table = planted(900, 50, 4, 0.2);
  const TableBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Pool one(1), three(3);
  const Spectrum a = randomized_spectrum(op, 4, {}, one), b = randomized_spectrum(op, 4, {}, three);
  EXPECT_TRUE(std::ranges::equal(a.vectors.padded(), b.vectors.padded()));
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.bound, b.bound);
}

// Parts of more rows than go together, and some that are left over.
TEST(Randomized, CellsOfTheLastPassGoOnceTheyAreRead) {
  Table table = planted(40'000, 12, 3, 0.1);
  Sparse kept = sparse_of(table), spent = kept;
  Pool pool(2);
  const RandomizedRule rule{3, 2, 1}, last{3, 2, 1, true};
  const Spectrum expected = randomized_spectrum(SparseOperator(kept, {}), 3, rule, pool),
                 found = randomized_spectrum(SparseOperator(spent, {}), 3, last, pool);
  EXPECT_TRUE(std::ranges::equal(found.products.padded(), expected.products.padded()));
  EXPECT_EQ(found.values, expected.values);
  EXPECT_EQ(found.bound, expected.bound);
  EXPECT_EQ(kept.value, sparse_of(table).value);
  EXPECT_GT(std::ranges::count(spent.value, 0.0f), std::ptrdiff_t(kept.value.size() / 2));
}

TEST(Operator, MultipliesAsTheFormulaSays) {
  const Table table = random_table(150, 20), basis = random_table(3, 20);
  Pool pool(2);
  const TableBlocks blocks(table);
  const DenseOperator op(blocks, {});
  Table products(150, 3), back;
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
  Table a(2, 3), b(2, 3);
  a[0][0] = a[1][1] = 1;
  b[0][0] = 2;  // the same plane turned by 60 degrees about the first axis
  b[1][1] = 0.5f;
  b[1][2] = float(std::sqrt(0.75));
  EXPECT_NEAR(least_cosine(a, b), 0.5, 1e-6);
  EXPECT_NEAR(least_cosine(a, a), 1, 1e-12);
}

TEST(FixSigns, TheLargestEntryIsPositive) {
  Table vectors(2, 3);
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
