#include "core/product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/instruction_sets.h"
#include "oracle/product.h"

namespace kinfold {
namespace {

std::vector<float> numbers(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& x : values) x = float(random.normal());
  return values;
}

struct ProductShape {
  std::size_t rows_a, rows_b, depth, pad;  // pad: gap between the rows of each matrix
};

void expect_float_product(const ProductShape& s) {
  SCOPED_TRACE(testing::Message() << s.rows_a << " x " << s.rows_b << " x " << s.depth << " + " << s.pad);
  const std::size_t stride = s.depth + s.pad, stride_c = s.rows_b + s.pad;
  const std::vector<float> a = numbers(s.rows_a * stride, 1), b = numbers(s.rows_b * stride, 2);
  std::vector<float> c(s.rows_a * stride_c, 7);
  product(a.data(), s.rows_a, stride, b.data(), s.rows_b, stride, s.depth, c.data(), stride_c);
  const std::vector<double> expected = oracle::product(a, stride, b, stride, s.depth);
  for (std::size_t i = 0; i < s.rows_a; ++i) {
    for (std::size_t j = 0; j < s.rows_b; ++j)
      ASSERT_NEAR(c[i * stride_c + j], expected[i * s.rows_b + j], 1e-6 * double(s.depth + 10)) << i << ", " << j;
    for (std::size_t j = s.rows_b; j < stride_c; ++j) ASSERT_EQ(c[i * stride_c + j], 7) << "written beyond the row";
  }
}

TEST(Product, EqualsThePlainSumsOnEveryInstructionSet) {
  oracle::on_every_instruction_set([] {
    for (const std::size_t rows_a : {1, 5, 6, 11, 12, 13, 25})
      for (const std::size_t rows_b : {1, 15, 31, 32, 33, 70})
        for (const std::size_t depth : {1, 2, 17, 64}) expect_float_product({rows_a, rows_b, depth, depth % 3});
    expect_float_product({100, 600, 33, 15});
  });
}

// C += A B', with the rows of B given as columns.
TEST(Product, AddsToC) {
  oracle::on_every_instruction_set([] {
    for (const std::size_t rows_a : {1, 7, 13})
      for (const std::size_t rows_b : {1, 17, 40}) {
        constexpr std::size_t kDepth = 9;
        const std::vector<float> a = numbers(rows_a * kDepth, 1), across = numbers(kDepth * rows_b, 2);
        std::vector<float> b(rows_b * kDepth), c = numbers(rows_a * rows_b, 3);
        const std::vector<float> before = c;
        for (std::size_t j = 0; j < rows_b; ++j)
          for (std::size_t k = 0; k < kDepth; ++k) b[j * kDepth + k] = across[k * rows_b + j];
        Panels panels(rows_b, kDepth);
        panels.set_columns(across.data(), rows_b);
        add_product(a.data(), rows_a, kDepth, panels, 0, rows_b, c.data(), rows_b);
        const std::vector<double> expected = oracle::product(a, kDepth, b, kDepth, kDepth);
        for (std::size_t n = 0; n < c.size(); ++n) ASSERT_NEAR(c[n], before[n] + expected[n], 2e-5);
      }
  });
}

TEST(Product, AcceptsEmptyMatrices) {
  expect_float_product({3, 0, 4, 1});
  std::vector<float> c(1, 7);
  product(nullptr, 0, 4, nullptr, 0, 4, 4, c.data(), 1);
  EXPECT_EQ(c[0], 7);
}

// For any sizes and any division into blocks, an element has the same bits.
TEST(Product, BitsDoNotDependOnTheBlocks) {
  oracle::on_every_instruction_set([] {
    Random random(3);
    for (int round = 0; round < 30; ++round) {
      const std::size_t rows_a = 1 + random.below(40), rows_b = 1 + random.below(200), depth = 1 + random.below(90);
      const std::vector<float> a = numbers(rows_a * depth, 4), b = numbers(rows_b * depth, 5);
      std::vector<float> whole(rows_a * rows_b), parts(rows_a * rows_b);
      product(a.data(), rows_a, depth, b.data(), rows_b, depth, depth, whole.data(), rows_b);
      Panels panels(rows_b, depth);
      const std::size_t cut = random.below(rows_b + 1);
      panels.set_rows(0, b.data(), cut, depth, depth);
      panels.set_rows(cut, b.data() + cut * depth, rows_b - cut, depth, depth);
      for (std::size_t i = 0; i < rows_a; ++i)
        for (std::size_t j = 0; j < rows_b; j += 64)
          product(a.data() + i * depth, 1, depth, panels, j, std::min<std::size_t>(64, rows_b - j),
                  parts.data() + i * rows_b + j, rows_b);
      EXPECT_EQ(whole, parts);
    }
  });
}

}  // namespace
}  // namespace kinfold
