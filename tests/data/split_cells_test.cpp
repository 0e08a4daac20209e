#include "data/split_cells.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

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

TEST(SplitCells, FoldsAreDisjointAndLeaveEveryRowAndColumnWhatTheyNeed) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Table whole = random_table(60, 7, 0.5, seed);
    const auto folds = fold_cells(whole, 4, seed);
    EXPECT_EQ(fold_cells(whole, 4, seed), folds);
    ASSERT_EQ(folds.size(), 4u);
    std::set<std::pair<Id, Id>> withheld;
    std::size_t count = 0;
    for (const auto& fold : folds) {
      Table left = whole;
      for (const WithheldCell& cell : fold) {
        EXPECT_EQ(cell.value, whole[cell.row][cell.column]);
        withheld.emplace(cell.row, cell.column);
        left[cell.row][cell.column] = NAN;
        ++count;
      }
      std::vector<std::size_t> of_column(7);
      for (Id row = 0; row < 60; ++row) {
        std::size_t before = 0, after = 0;
        for (Id c = 0; c < 7; ++c)
          before += !missing(whole[row][c]), after += !missing(left[row][c]), of_column[c] += !missing(left[row][c]);
        EXPECT_TRUE(before == 0 || after > 0);
      }
      for (const std::size_t n : of_column) EXPECT_GE(n, 2u);
    }
    EXPECT_EQ(withheld.size(), count) << "a cell is in one fold";
    EXPECT_GT(double(count), 0.9 * double(known(whole)));
  }
}

}  // namespace
}  // namespace kinfold
