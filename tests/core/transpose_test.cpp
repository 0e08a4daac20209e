#include "core/transpose.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace kinfold {
namespace {

TEST(Transpose, RowsBecomeColumns) {
  Random random(1);
  for (const std::size_t rows : {1, 3, 4, 15, 16, 17, 37})
    for (const std::size_t columns : {1, 2, 5, 8, 16, 33}) {
      SCOPED_TRACE(testing::Message() << rows << " x " << columns);
      Matrix matrix(rows, columns), transposed;
      for (Id i = 0; i < rows; ++i)
        for (float& number : matrix.row(i)) number = float(random.uniform());
      transpose(matrix, transposed);
      ASSERT_EQ(transposed.rows(), columns);
      for (Id i = 0; i < rows; ++i)
        for (Id k = 0; k < columns; ++k) ASSERT_EQ(transposed[k][i], matrix[i][k]);
    }
}

TEST(Transpose, WritesOnlyTheResult) {
  std::vector<float> from(7 * 9, 1.0f), to(9 * 10, 0.0f);
  transpose(from.data(), 5, 6, 9, to.data(), 10);
  for (std::size_t k = 0; k < 9; ++k)
    for (std::size_t i = 0; i < 10; ++i) ASSERT_EQ(to[k * 10 + i], k < 6 && i < 5 ? 1.0f : 0.0f);
}

}  // namespace
}  // namespace kinfold
