#include "data/split_cells.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "data/frame.h"

namespace kinfold {
namespace {

Table random_table(std::size_t rows, std::size_t columns, double missing_share, std::uint64_t seed) {
  Random random(seed);
  Table cells(rows, columns);
  for (Id row = 0; row < rows; ++row)
    for (float& cell : cells.row(row)) cell = random.uniform() < missing_share ? NAN : float(random.normal());
  return cells;
}

std::size_t known(const Table& cells) {
  std::size_t count = 0;
  for (Id row = 0; row < cells.rows(); ++row)
    for (float cell : cells.row(row)) count += !missing(cell);
  return count;
}

TEST(SplitCells, TakesTheShareThatWasAsked) {
  for (const double gaps : {0.0, 0.4}) {
    const Table whole = random_table(200, 12, gaps, 1);
    Table cells = whole;
    const auto withheld = withhold_cells(cells, 0.1, 7);
    EXPECT_EQ(withheld.size(), std::size_t(std::llround(0.1 * double(known(whole)))));
    EXPECT_EQ(known(cells) + withheld.size(), known(whole));
  }
}

TEST(SplitCells, TheSameSeedTakesTheSameCells) {
  const Table whole = random_table(50, 8, 0.2, 2);
  Table a = whole, b = whole, c = whole;
  EXPECT_EQ(withhold_cells(a, 0.3, 1), withhold_cells(b, 0.3, 1));
  Table again = whole;
  EXPECT_NE(withhold_cells(again, 0.3, 1), withhold_cells(c, 0.3, 2));
}

TEST(SplitCells, ShortRowsAndColumnsKeepAll) {
  Table cells(4, 3);
  for (Id row = 0; row < 4; ++row) cells[row][0] = NAN, cells[row][1] = NAN, cells[row][2] = float(row);
  cells[0][0] = cells[1][0] = 5;
  // Rows 2 and 3 have one cell, column 0 has two.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Table left = cells;
    for (const WithheldCell& cell : withhold_cells(left, 0.9, seed)) {
      EXPECT_LT(cell.row, 2u);
      EXPECT_EQ(cell.column, 2u);
    }
  }
}

}  // namespace
}  // namespace kinfold
