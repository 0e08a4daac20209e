#include "core/vector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

TEST(Vector, DotEqualsThePlainSumOnEveryInstructionSet) {
  oracle::on_every_instruction_set([] {
    Random random(1);
    for (std::size_t n = 0; n < 200; ++n) {
      std::vector<float> a, b;
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) {
        a.push_back(float(random.normal()));
        b.push_back(float(random.normal()));
        sum += double(a[k]) * b[k];
      }
      EXPECT_NEAR(dot(a.data(), b.data(), n), sum, 1e-4) << n;
    }
  });
}

TEST(Vector, DotsScoresTheRequestedRows) {
  oracle::on_every_instruction_set([] {
    Matrix matrix(10, 19), query(1, 19);
    for (Id row = 0; row < 10; ++row) matrix[row][18] = float(row);
    query[0][18] = 2;
    std::vector<float> out(4);
    dots(query[0], matrix, 3, out);
    EXPECT_EQ(out, (std::vector<float>{6, 8, 10, 12}));
  });
}

TEST(Vector, UnknownInstructionSetIsRefused) { EXPECT_THROW(use_instruction_set("MMX"), UsageError); }

}  // namespace
}  // namespace kinfold
