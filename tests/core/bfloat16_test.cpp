#include "core/bfloat16.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/instruction_sets.h"
#include "oracle/product.h"

namespace kinfold {
namespace {

TEST(BFloat16, RoundsToTheNearestAndUpwards) {
  Random random(1);
  for (int n = 0; n < 10'000; ++n) {
    const float x = float(random.normal() * std::exp(20 * random.normal()));
    const float nearest = to_float(round_to_bfloat16(x)), above = to_float(round_up_to_bfloat16(x));
    EXPECT_LE(std::fabs(nearest - x), std::fabs(x) / 256);
    EXPECT_GE(above, x);
    EXPECT_LE(above - x, std::fabs(x) / 128);
  }
  for (const float exact : {0.0f, 1.0f, -2.5f, 1.0078125f}) {
    EXPECT_EQ(to_float(round_to_bfloat16(exact)), exact);
    EXPECT_EQ(to_float(round_up_to_bfloat16(exact)), exact);
  }
  EXPECT_EQ(to_float(round_to_bfloat16(1 + 1.0f / 256)), 1) << "ties go to even";
}

// `values` in bfloat16, each row padded to an even length, and the float32 values of the result.
struct BFloat16Data {
  std::vector<BFloat16> bf16;
  std::vector<float> values;

  BFloat16Data(std::size_t rows, std::size_t depth, std::uint64_t seed) {
    Random random(seed);
    const std::size_t width = (depth + 1) / 2 * 2;
    for (std::size_t i = 0; i < rows * width; ++i) {
      bf16.push_back(i % width < depth ? round_to_bfloat16(float(random.normal())) : BFloat16(0));
      values.push_back(to_float(bf16.back()));
    }
  }
};

TEST(BFloat16, DotIsThePlainSumOnEveryProcessor) {
  oracle::on_every_instruction_set([] {
    for (const std::size_t count : {0, 1, 7, 16, 31, 80}) {
      const BFloat16Data a(1, count, 1), b(1, count, 2);
      double expected = 0;
      for (std::size_t k = 0; k < count; ++k) expected += double(a.values[k]) * b.values[k];
      EXPECT_NEAR(dot(a.bf16.data(), b.bf16.data(), count), expected, 1e-5) << count;
    }
  });
}

TEST(BFloat16Product, EqualsThePlainSums) {
  if (!has_bfloat16_products()) GTEST_SKIP() << "this processor has no bfloat16 products";
  for (const std::size_t rows_a : {1, 5, 12, 30})
    for (const std::size_t rows_b : {1, 31, 32, 70})
      for (const std::size_t depth : {1, 2, 17, 64}) {
        SCOPED_TRACE(testing::Message() << rows_a << " x " << rows_b << " x " << depth);
        const std::size_t width = (depth + 1) / 2 * 2, stride = rows_b + 3;
        const BFloat16Data a(rows_a, depth, 1), b(rows_b, depth, 2);
        BFloat16Panels panels(rows_b, depth);
        for (std::size_t j = 0; j < rows_b; ++j) panels.set_row(j, {&b.bf16[j * width], depth});
        std::vector<float> c(rows_a * stride, 7);
        bfloat16_product(a.bf16.data(), rows_a, panels, 0, rows_b, c.data(), stride);
        const auto expected = oracle::product(a.values, width, b.values, width, width);
        for (std::size_t i = 0; i < rows_a; ++i)
          for (std::size_t j = 0; j < stride; ++j)
            if (j < rows_b)
              EXPECT_NEAR(c[i * stride + j], expected[i * rows_b + j], 1e-6 * double(depth + 10));
            else
              EXPECT_EQ(c[i * stride + j], 7) << "written beyond the row";
      }
}

}  // namespace
}  // namespace kinfold
