#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "core/error.h"
#include "core/matrix.h"
#include "core/pool.h"
#include "core/random.h"
#include "core/type_list.h"

namespace kinfold {
namespace {

TEST(Matrix, RowsAreAlignedAndPaddedWithZeros) {
  for (std::size_t rank : {0, 1, 15, 16, 17, 100}) {
    Matrix matrix(3, rank);
    EXPECT_EQ(matrix.stride() % Matrix::kLine, 0u);
    EXPECT_GE(matrix.stride(), rank);
    for (Id row = 0; row < 3; ++row) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(matrix[row]) % 64, 0u);
      for (float& x : matrix.row(row)) x = 1;
      for (std::size_t k = rank; k < matrix.stride(); ++k) EXPECT_EQ(matrix[row][k], 0);
    }
  }
}

TEST(Matrix, CopiesAreIndependent) {
  Matrix one(2, 3);
  one[1][2] = 5;
  Matrix two = one;
  two[1][2] = 6;
  EXPECT_EQ(one[1][2], 5);
  one = two;
  EXPECT_EQ(one[1][2], 6);
}

TEST(Random, StreamsAreRepeatableAndDiffer) {
  EXPECT_EQ(Random(1, {2, 3})(), Random(1, {2, 3})());
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (std::uint64_t stream = 0; stream < 20; ++stream) first.insert(Random(seed, {stream})());
  EXPECT_EQ(first.size(), 400u);
}

TEST(Random, BelowIsUniform) {
  Random random(1);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(random.below(7));
  for (int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(Random, NormalHasItsMoments) {
  Random random(2);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 1e5, 0, 0.02);
  EXPECT_NEAR(squares / 1e5, 1, 0.02);
}

TEST(Random, PermutationContainsEachNumberOnce) {
  const auto order = Random(3).permutation(1000);
  EXPECT_EQ(std::set(order.begin(), order.end()).size(), 1000u);
  EXPECT_NE(order[0] * 1000 + order[1], 1u);
}

class PoolTest : public ::testing::TestWithParam<int> {};

TEST_P(PoolTest, RunsEachTaskOncePerCall) {
  Pool pool{std::size_t(GetParam())};
  for (std::size_t tasks : {0, 1, 2, 100, 3, 1000}) {
    std::vector<std::atomic<int>> ran(tasks);
    pool.run(tasks, [&](std::size_t i) { ++ran[i]; });
    for (const auto& count : ran) EXPECT_EQ(count, 1);
  }
}

TEST_P(PoolTest, RethrowsExceptionsAndStaysUsable) {
  Pool pool{std::size_t(GetParam())};
  EXPECT_THROW(pool.run(50,
                        [](std::size_t i) {
                          if (i == 17) throw Error("seventeen");
                        }),
               Error);
  std::atomic<int> ran = 0;
  pool.run(50, [&](std::size_t) { ++ran; });
  EXPECT_EQ(ran, 50);
}

INSTANTIATE_TEST_SUITE_P(Threads, PoolTest, ::testing::Values(1, 2, 3, 8));

TEST(Error, ClosestNamesComeFirst) {
  const std::vector<std::string> names = {"squared", "huber", "absolute", "logistic"};
  EXPECT_EQ(closest("hubr", names).at(0), "huber");
  EXPECT_TRUE(closest("zzzzzz", names).empty());
  EXPECT_NE(known_choices("logistc", names).find("did you mean 'logistic'"), std::string::npos);
}

struct Apple {
  static constexpr std::string_view name = "apple";
};
struct Pear {
  static constexpr std::string_view name = "pear";
};

TEST(TypeList, DispatchesANameToAType) {
  std::string found;
  dispatch(TypeList<Apple, Pear>{}, "fruit", "pear", [&]<class T>() { found = T::name; });
  EXPECT_EQ(found, "pear");
  try {
    dispatch(TypeList<Apple, Pear>{}, "fruit", "paer", [&]<class T>() { found = T::name; });
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_EQ(error.where(), "--fruit");
    EXPECT_NE(error.advice().find("apple, pear"), std::string::npos);
  }
}

}  // namespace
}  // namespace kinfold
