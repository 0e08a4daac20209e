#include "core/mixed_product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

struct MixedProductShape {
  std::size_t rows_a, rows_b, depth;
};

// Random rows, `stride` floats apart, with gaps that must not be read.
std::vector<float> rows_of(std::size_t rows, std::size_t width, std::size_t stride, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(rows * stride, NAN);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < width; ++k) values[i * stride + k] = float(random.normal());
  return values;
}

std::vector<float> rounded(std::vector<float> values, bool as_bfloat16) {
  for (float& x : values)
    if (as_bfloat16 && !std::isnan(x)) x = to_float(round_to_bfloat16(x));
  return values;
}

// Compares the product with plain sums of the packed values, which are bfloat16 if the processor supports it.
void expect_product(const MixedProductShape& s, Precision precision, bool by_columns, bool added) {
  SCOPED_TRACE(testing::Message() << s.rows_a << " x " << s.rows_b << " x " << s.depth << " bfloat16 "
                                  << (precision == Precision::kBFloat16) << " columns " << by_columns << " added "
                                  << added);
  const bool as_bfloat16 = precision == Precision::kBFloat16 && prefers_bfloat16_products();
  const std::size_t stride_a = s.depth + 2, stride_b = (by_columns ? s.rows_b : s.depth) + 3, stride_c = s.rows_b + 5;
  const std::vector<float> a = rows_of(s.rows_a, s.depth, stride_a, 1);
  const std::vector<float> b =
      by_columns ? rows_of(s.depth, s.rows_b, stride_b, 2) : rows_of(s.rows_b, s.depth, stride_b, 2);
  MixedPanels panels(s.rows_b, s.depth, precision);
  std::vector<float> c(s.rows_a * stride_c, 7);
  std::vector<BFloat16> bf16;
  for (int times = 0; times < 2; ++times)  // packs a second time
    by_columns ? panels.set_columns(b.data(), stride_b) : panels.set_rows(b.data(), stride_b);
  if (added)
    panels.add_product(a.data(), s.rows_a, stride_a, c.data(), stride_c, bf16);
  else
    panels.product(a.data(), s.rows_a, stride_a, c.data(), stride_c, bf16);
  const std::vector<float> x = rounded(a, as_bfloat16), y = rounded(b, as_bfloat16);
  for (std::size_t i = 0; i < s.rows_a; ++i)
    for (std::size_t j = 0; j < stride_c; ++j) {
      if (j >= s.rows_b) {
        ASSERT_EQ(c[i * stride_c + j], 7) << "written beyond the row";
        continue;
      }
      double sum = added ? 7 : 0;
      for (std::size_t k = 0; k < s.depth; ++k)
        sum += double(x[i * stride_a + k]) * y[by_columns ? k * stride_b + j : j * stride_b + k];
      ASSERT_NEAR(c[i * stride_c + j], sum, 2e-6 * double(s.depth + 10)) << i << ", " << j;
    }
}

TEST(MixedProduct, EqualsThePlainSums) {
  oracle::on_every_instruction_set([] {
    for (const Precision precision : {Precision::kFloat32, Precision::kBFloat16})
      for (const bool by_columns : {false, true})
        for (const bool added : {false, true})
          for (const std::size_t rows_a : {1, 7, 12, 26})
            for (const std::size_t rows_b : {1, 16, 31, 33, 70})
              for (const std::size_t depth : {1, 2, 17, 32})
                expect_product({rows_a, rows_b, depth}, precision, by_columns, added);
  });
}

// Rounding of arrays, which may use vector instructions, equals rounding of single values.
TEST(MixedProduct, RoundsArraysLikeSingleValues) {
  Random random(1);
  for (const std::size_t count : {1, 15, 16, 17, 1000}) {
    std::vector<float> values(count);
    for (float& x : values) x = float(random.normal() * std::exp(20 * random.normal()));
    values[0] = 1 + 1.0f / 256;  // ties go to even
    values[count / 2] = -0.0f;
    std::vector<BFloat16> bf16(count + 1, 7);
    round_to_bfloat16(values.data(), count, bf16.data());
    for (std::size_t n = 0; n < count; ++n) EXPECT_EQ(bf16[n], round_to_bfloat16(values[n])) << values[n];
    EXPECT_EQ(bf16[count], 7) << "written beyond";
  }
}

}  // namespace
}  // namespace kinfold
