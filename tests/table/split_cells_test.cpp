#include "table/split_cells.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/random.h"
#include "table/frame.h"

namespace kinfold {
namespace {

Matrix random_matrix(std::size_t rows, std::size_t columns, double missing_fraction, std::uint64_t seed) {
  Random random(seed);
  Matrix cells(rows, columns);
  for (Id row = 0; row < rows; ++row)
    for (float& cell : cells.row(row)) cell = random.uniform() < missing_fraction ? NAN : float(random.normal());
  return cells;
}

std::size_t observed_count(const Matrix& cells) {
  std::size_t count = 0;
  for (Id row = 0; row < cells.rows(); ++row)
    for (float cell : cells.row(row)) count += !missing(cell);
  return count;
}

TEST(SplitCells, HoldsOutRequestedFraction) {
  for (const double gaps : {0.0, 0.4}) {
    const Matrix whole = random_matrix(200, 12, gaps, 1);
    Matrix cells = whole;
    const auto held_out = hold_out_cells(cells, 0.1, 7);
    EXPECT_EQ(held_out.size(), std::size_t(std::llround(0.1 * double(observed_count(whole)))));
    EXPECT_EQ(observed_count(cells) + held_out.size(), observed_count(whole));
  }
}

TEST(SplitCells, SameSeedHoldsOutSameCells) {
  const Matrix whole = random_matrix(50, 8, 0.2, 2);
  Matrix a = whole, b = whole, c = whole;
  EXPECT_EQ(hold_out_cells(a, 0.3, 1), hold_out_cells(b, 0.3, 1));
  Matrix again = whole;
  EXPECT_NE(hold_out_cells(again, 0.3, 1), hold_out_cells(c, 0.3, 2));
}

TEST(SplitCells, RowsAndColumnsWithFewCellsKeepAll) {
  Matrix cells(4, 3);
  for (Id row = 0; row < 4; ++row) cells[row][0] = NAN, cells[row][1] = NAN, cells[row][2] = float(row);
  cells[0][0] = cells[1][0] = 5;
  // Rows 2 and 3 have one cell, column 0 has two.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Matrix remaining = cells;
    for (const HeldOutCell& cell : hold_out_cells(remaining, 0.9, seed)) {
      EXPECT_LT(cell.row, 2u);
      EXPECT_EQ(cell.column, 2u);
    }
  }
}

TEST(SplitCells, FoldsAreDisjointAndKeepMinimumCounts) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Matrix whole = random_matrix(60, 7, 0.5, seed);
    const auto folds = fold_cells(whole, 4, seed);
    EXPECT_EQ(fold_cells(whole, 4, seed), folds);
    ASSERT_EQ(folds.size(), 4u);
    std::set<std::pair<Id, Id>> held_out;
    std::size_t count = 0;
    for (const auto& fold : folds) {
      Matrix remaining = whole;
      for (const HeldOutCell& cell : fold) {
        EXPECT_EQ(cell.value, whole[cell.row][cell.column]);
        held_out.emplace(cell.row, cell.column);
        remaining[cell.row][cell.column] = NAN;
        ++count;
      }
      std::vector<std::size_t> of_column(7);
      for (Id row = 0; row < 60; ++row) {
        std::size_t before = 0, after = 0;
        for (Id c = 0; c < 7; ++c)
          before += !missing(whole[row][c]), after += !missing(remaining[row][c]),
              of_column[c] += !missing(remaining[row][c]);
        EXPECT_TRUE(before == 0 || after > 0);
      }
      for (const std::size_t n : of_column) EXPECT_GE(n, 2u);
    }
    EXPECT_EQ(held_out.size(), count) << "a cell is in one fold";
    EXPECT_GT(double(count), 0.9 * double(observed_count(whole)));
  }
}

}  // namespace
}  // namespace kinfold
