// Holds out observed cells of a table. Rows and columns are never held out as a whole: each keeps some observed cells.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

struct HeldOutCell {
  Id row, column;
  float value;

  friend bool operator==(const HeldOutCell&, const HeldOutCell&) = default;
};

// Minimum number of observed cells that each row and column keeps. Rows and columns with no more than that keep all.
struct MinObserved {
  std::size_t per_row = 1, per_column = 2;
};

// Removes a random fraction of the observed cells from a table: they become missing. Returns the held-out cells, sorted
// by row, then column. There are fewer than requested if rows and columns would fall below `min_observed`.
std::vector<HeldOutCell> hold_out_cells(Matrix& cells, double fraction, std::uint64_t seed,
                                        const MinObserved& min_observed = {});

// Cross-validation folds. Each observed cell is in at most one fold, and in none if its row or column would fall below
// `min_observed`. Fold sizes are as equal as this allows. The cells of a fold are sorted by row, then column.
std::vector<std::vector<HeldOutCell>> fold_cells(const Matrix& cells, std::size_t folds, std::uint64_t seed,
                                                 const MinObserved& min_observed = {});

}  // namespace kinfold
