#include "table/split_cells.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "table/frame.h"

namespace kinfold {
namespace {

Matrix some_table() {
  Matrix cells(*rc::gen::inRange<std::size_t>(0, 30), *rc::gen::inRange<std::size_t>(1, 12));
  const int gaps = *rc::gen::inRange(0, 100);
  for (Id row = 0; row < cells.rows(); ++row)
    for (float& cell : cells.row(row)) cell = *rc::gen::inRange(0, 100) < gaps ? NAN : float(*rc::gen::inRange(0, 9));
  return cells;
}

struct Counts {
  std::vector<std::size_t> row, column;
  explicit Counts(const Matrix& cells) : row(cells.rows()), column(cells.rank()) {
    for (Id r = 0; r < cells.rows(); ++r)
      for (std::size_t c = 0; c < cells.rank(); ++c)
        if (!missing(cells[r][c])) ++row[r], ++column[c];
  }
};

RC_GTEST_PROP(SplitCellsProperty, CellsAreEitherObservedOrHeldOut, ()) {
  const Matrix original = some_table();
  Matrix cells = original;
  const auto held_out = hold_out_cells(cells, *rc::gen::inRange(1, 100) / 100.0, *rc::gen::arbitrary<std::uint64_t>());
  Matrix back = cells;
  for (const HeldOutCell& cell : held_out) {
    RC_ASSERT(missing(back[cell.row][cell.column]));
    back[cell.row][cell.column] = cell.value;
  }
  for (Id row = 0; row < original.rows(); ++row)
    for (std::size_t c = 0; c < original.rank(); ++c)
      RC_ASSERT(back[row][c] == original[row][c] || (missing(back[row][c]) && missing(original[row][c])));
}

RC_GTEST_PROP(SplitCellsProperty, RowsAndColumnsKeepTheirMinimum, ()) {
  const Matrix original = some_table();
  const MinObserved min_observed{*rc::gen::inRange<std::size_t>(0, 4), *rc::gen::inRange<std::size_t>(0, 4)};
  const double fraction = *rc::gen::inRange(1, 100) / 100.0;
  Matrix cells = original;
  const auto held_out = hold_out_cells(cells, fraction, *rc::gen::arbitrary<std::uint64_t>(), min_observed);
  const Counts before(original), after(cells);
  std::size_t known = 0;
  for (std::size_t r = 0; r < before.row.size(); ++r) {
    known += before.row[r];
    RC_ASSERT(after.row[r] >= std::min(before.row[r], min_observed.per_row));
  }
  for (std::size_t c = 0; c < before.column.size(); ++c)
    RC_ASSERT(after.column[c] >= std::min(before.column[c], min_observed.per_column));
  // The requested number of cells, unless no further cell can be held out.
  const auto requested = std::size_t(std::llround(fraction * double(known)));
  RC_ASSERT(held_out.size() <= requested);
  for (Id r = 0; r < cells.rows() && held_out.size() < requested; ++r)
    for (std::size_t c = 0; c < cells.rank(); ++c)
      RC_ASSERT(missing(cells[r][c]) || after.row[r] <= min_observed.per_row ||
                after.column[c] <= min_observed.per_column);
}

}  // namespace
}  // namespace kinfold
