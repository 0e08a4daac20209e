#include "data/csr_matrix.h"

#include <gtest/gtest.h>

#include <map>

#include "core/random.h"

namespace kinfold {
namespace {

TEST(CsrMatrix, ContainsEachCellInItsRowInAscendingOrder) {
  constexpr std::size_t kRows = 50'000, kColumns = 40;
  Random random(3);
  std::map<std::pair<Id, Id>, float> expected;
  for (int n = 0; n < 400'000; ++n)
    expected[{Id(random.below(kRows - 2)), Id(random.below(kColumns))}] = float(random.normal());
  std::vector<Rating> cells;
  for (const auto& [place, value] : expected) cells.push_back({place.first, place.second, value});
  for (std::size_t n = cells.size(); n > 1; --n) std::swap(cells[n - 1], cells[random.below(n)]);

  const CsrMatrix table = to_csr(std::move(cells), kRows, kColumns);
  EXPECT_EQ(table.columns, kColumns);
  ASSERT_EQ(table.rows(), kRows);
  ASSERT_EQ(table.value.size(), expected.size());
  auto next = expected.begin();
  for (std::size_t row = 0; row < kRows; ++row)
    for (std::size_t n = 0; n < table.length(row); ++n, ++next) {
      EXPECT_EQ(next->first, std::pair(Id(row), table.columns_of(row)[n]));
      EXPECT_EQ(next->second, table.values_of(row)[n]);
    }
}

TEST(CsrMatrix, WithoutCellsHasEmptyRows) {
  const CsrMatrix table = to_csr({}, 3, 2);
  ASSERT_EQ(table.rows(), 3u);
  EXPECT_EQ(table.length(2), 0u);
}

}  // namespace
}  // namespace kinfold
