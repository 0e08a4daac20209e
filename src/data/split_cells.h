// Withholding known cells of a table, never rows or columns: what stays must still tell something of each.
#pragma once
#include <cstdint>
#include <vector>

#include "core/table.h"

namespace kinfold {

struct WithheldCell {
  Id row, column;
  float value;

  friend bool operator==(const WithheldCell&, const WithheldCell&) = default;
};

// Known cells that a row and a column keep at least; those that have no more keep all.
struct LeastKnown {
  std::size_t of_row = 1, of_column = 2;
};

// Takes a random share of the known cells out of a table, where they become missing. Sorted by row, then column; fewer
// than were asked for where rows and columns cannot give as many.
std::vector<WithheldCell> withhold_cells(Table& cells, double share, std::uint64_t seed, const LeastKnown& least = {});

// The same for each of so many folds: every known cell is withheld in one of them at most, in none where its row or
// column could not spare it. Folds are as even as that allows.
std::vector<std::vector<WithheldCell>> fold_cells(const Table& cells, std::size_t folds, std::uint64_t seed,
                                                  const LeastKnown& least = {});

}  // namespace kinfold
