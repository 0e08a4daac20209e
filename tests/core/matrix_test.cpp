#include "core/matrix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/random.h"
#include "core/vector.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

Matrix random_matrix(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Random random(seed);
  Matrix matrix(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (float& x : matrix.row(row)) x = float(random.normal());
  return matrix;
}

bool same(const Matrix& a, const Matrix& b) {
  return a.rows() == b.rows() && a.rank() == b.rank() && std::ranges::equal(a.padded(), b.padded());
}

TEST(Matrix, StartsWithZerosAndPadsEachRowToALine) {
  for (std::size_t rank = 0; rank <= 70; ++rank) {
    const Matrix matrix(5, rank);
    EXPECT_EQ(matrix.stride(), (rank + 15) / 16 * 16);
    EXPECT_EQ(matrix.padded().size(), 5 * matrix.stride());
    EXPECT_TRUE(std::ranges::all_of(matrix.padded(), [](float x) { return x == 0; }));
    EXPECT_EQ(matrix.row(4).size(), rank);
  }
}

TEST(Matrix, NarrowKeepsTheFirstEntriesOfEachRow) {
  for (const std::size_t rank : {0, 1, 15, 16, 17, 32, 40}) {
    const Matrix whole = random_matrix(7, 40, rank);
    Matrix matrix = whole;
    matrix.narrow(rank);
    Matrix expected(7, rank);
    for (Id row = 0; row < 7; ++row) std::copy_n(whole[row], rank, expected[row]);
    EXPECT_TRUE(same(matrix, expected)) << rank;
  }
}

TEST(Matrix, CanBeEmpty) {
  for (const auto& [rows, rank] : {std::pair{0, 0}, {0, 8}, {8, 0}}) {
    Matrix matrix{std::size_t(rows), std::size_t(rank)};
    EXPECT_TRUE(same(Matrix(matrix), matrix));
    EXPECT_TRUE(matrix.padded().empty());
  }
  Matrix none, copy = random_matrix(2, 2, 1);
  copy = none;
  EXPECT_EQ(copy.rows(), 0u);
}

TEST(Matrix, CopiesMovesAndSelfAssignmentKeepEveryEntry) {
  const Matrix matrix = random_matrix(7, 19, 3);
  Matrix copy = matrix;
  EXPECT_TRUE(same(copy, matrix));
  Matrix& alias = copy;
  copy = alias;
  EXPECT_TRUE(same(copy, matrix));
  Matrix moved = std::move(copy);
  EXPECT_TRUE(same(moved, matrix));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(moved[0]) % 64, 0u);
  Matrix other = random_matrix(2, 3, 4);
  other = matrix;
  EXPECT_TRUE(same(other, matrix));
}

TEST(Vector, DotNeedsNoAlignment) {
  oracle::on_every_instruction_set([] {
    const Matrix numbers = random_matrix(2, 300, 5);
    for (std::size_t shift : {1, 3, 7})
      for (std::size_t n : {1, 16, 31, 33, 64, 257}) {
        const float *a = numbers[0] + shift, *b = numbers[1] + shift / 2;
        double sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum += double(a[k]) * b[k];
        ASSERT_NEAR(dot(a, b, n), sum, 1e-4) << shift << " " << n;
      }
  });
}

TEST(Vector, DotPropagatesInfinityAndNaN) {
  oracle::on_every_instruction_set([] {
    for (std::size_t at : {0, 15, 16, 40, 52}) {
      std::vector<float> a(53, 1), b(53, 1);
      a[at] = INFINITY;
      EXPECT_EQ(dot(a.data(), b.data(), 53), INFINITY) << at;
      a[at] = NAN;
      EXPECT_TRUE(std::isnan(dot(a.data(), b.data(), 53))) << at;
    }
  });
}

TEST(Vector, DotsEqualsDotForEveryRank) {
  oracle::on_every_instruction_set([] {
    for (std::size_t rank = 1; rank < 70; rank += 3) {
      const Matrix matrix = random_matrix(9, rank, 6), query = random_matrix(1, rank, 7);
      std::vector<float> all(9), none;
      dots(query[0], matrix, 0, all);
      dots(query[0], matrix, 9, none);
      for (Id row = 0; row < 9; ++row) ASSERT_NEAR(all[row], dot(query[0], matrix[row], rank), 1e-4) << rank;
    }
  });
}

TEST(Vector, UsesTheNamedInstructionSet) {
  const auto all = instruction_sets();
  ASSERT_FALSE(all.empty());
  for (const std::string& name : all) {
    use_instruction_set(name);
    EXPECT_EQ(instruction_set(), name);
    use_instruction_set("");
    EXPECT_EQ(instruction_set(), all.front());
  }
  EXPECT_THROW(use_instruction_set("none such"), std::exception);
  EXPECT_EQ(instruction_set(), all.front());
}

TEST(Random, BelowCoversExactlyItsRange) {
  Random random(8);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
  std::vector<bool> seen(3);
  for (int i = 0; i < 100; ++i) seen.at(random.below(3)) = true;
  EXPECT_EQ(std::ranges::count(seen, true), 3);
  const std::uint64_t large = (1ull << 63) + 12345;
  bool upper = false;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t x = random.below(large);
    ASSERT_LT(x, large);
    upper |= x > large / 2;
  }
  EXPECT_TRUE(upper);
}

TEST(Random, UniformStaysBelowOneAndHasItsMoments) {
  Random random(9);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double x = random.uniform();
    ASSERT_TRUE(x >= 0 && x < 1);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 1e5, 0.5, 0.01);
  EXPECT_NEAR(squares / 1e5, 1.0 / 3, 0.01);
}

// 24 orders of four, each expected 1000 times; three standard deviations are 93.
TEST(Random, EveryOrderIsEquallyLikely) {
  std::vector<int> counts(256);
  Random random(10);
  for (int i = 0; i < 24'000; ++i) {
    const auto order = random.permutation(4);
    ++counts[order[0] + 4 * order[1] + 16 * order[2] + 64 * order[3]];
  }
  EXPECT_EQ(std::ranges::count_if(counts, [](int n) { return n > 0; }), 24);
  for (int count : counts) EXPECT_TRUE(count == 0 || std::abs(count - 1000) < 140) << count;
}

TEST(Random, NeighbouringStreamsAreUncorrelated) {
  double product = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) product += Random(1, {11, i}).normal() * Random(1, {11, i + 1}).normal();
  EXPECT_NEAR(product / 2e4, 0, 0.03);
  EXPECT_NE(Random(1, {2, 3})(), Random(1, {3, 2})());
  EXPECT_NE(Random(1, {2})(), Random(1, {2, 0})());
}

}  // namespace
}  // namespace kinfold
