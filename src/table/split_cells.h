// Withholding known cells of a table, never rows or columns: what stays must still tell something of each.
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

// Known cells that a row and a column keep at least; those that have no more keep all.
struct MinObserved {
  std::size_t per_row = 1, per_column = 2;
};

// Takes a random share of the known cells out of a table, where they become missing. Sorted by row, then column; fewer
// than were asked for where rows and columns cannot give as many.
std::vector<HeldOutCell> hold_out_cells(Matrix& cells, double fraction, std::uint64_t seed,
                                        const MinObserved& min_observed = {});

// The same for each of so many folds: every known cell is withheld in one of them at most, in none where its row or
// column could not spare it. Folds are as even as that allows.
std::vector<std::vector<HeldOutCell>> fold_cells(const Matrix& cells, std::size_t folds, std::uint64_t seed,
                                                 const MinObserved& min_observed = {});

}  // namespace kinfold
