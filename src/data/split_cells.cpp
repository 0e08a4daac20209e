#include "data/split_cells.h"

#include <cmath>
#include <tuple>

#include "core/random.h"
#include "data/frame.h"

namespace kinfold {
namespace {

std::vector<WithheldCell> known_cells(const Table& cells) {
  std::vector<WithheldCell> known;
  for (Id row = 0; row < cells.rows(); ++row)
    for (Id column = 0; column < cells.rank(); ++column)
      if (!missing(cells[row][column])) known.push_back({row, column, cells[row][column]});
  return known;
}

}  // namespace

std::vector<WithheldCell> withhold_cells(Table& cells, double share, std::uint64_t seed, const LeastKnown& least) {
  std::vector<WithheldCell> known = known_cells(cells), withheld;
  std::vector<std::size_t> of_row(cells.rows()), of_column(cells.rank());
  for (const WithheldCell& cell : known) ++of_row[cell.row], ++of_column[cell.column];
  const auto wanted = std::size_t(std::llround(share * double(known.size())));
  Random(seed, {0xce11}).shuffle(known);
  for (const WithheldCell& cell : known) {
    if (withheld.size() == wanted) break;
    if (of_row[cell.row] <= least.of_row || of_column[cell.column] <= least.of_column) continue;
    --of_row[cell.row], --of_column[cell.column];
    cells[cell.row][cell.column] = NAN;
    withheld.push_back(cell);
  }
  std::ranges::sort(withheld, {}, [](const WithheldCell& cell) { return std::tuple(cell.row, cell.column); });
  return withheld;
}

std::vector<std::vector<WithheldCell>> fold_cells(const Table& cells, std::size_t folds, std::uint64_t seed,
                                                  const LeastKnown& least) {
  std::vector<WithheldCell> known = known_cells(cells);
  std::vector<std::size_t> of_row(cells.rows()), of_column(cells.rank());
  for (const WithheldCell& cell : known) ++of_row[cell.row], ++of_column[cell.column];
  std::vector<std::vector<WithheldCell>> result(folds);
  // What each row and column has in each fold.
  std::vector<std::size_t> row_in(cells.rows() * folds), column_in(cells.rank() * folds);
  Random(seed, {0xce11}).shuffle(known);
  for (const WithheldCell& cell : known) {
    const auto fits = [&](std::size_t fold) {
      return row_in[cell.row * folds + fold] + least.of_row < of_row[cell.row] &&
             column_in[cell.column * folds + fold] + least.of_column < of_column[cell.column];
    };
    std::size_t chosen = folds;
    for (std::size_t fold = 0; fold < folds; ++fold)
      if (fits(fold) && (chosen == folds || result[fold].size() < result[chosen].size())) chosen = fold;
    if (chosen == folds) continue;
    ++row_in[cell.row * folds + chosen], ++column_in[cell.column * folds + chosen];
    result[chosen].push_back(cell);
  }
  for (std::vector<WithheldCell>& fold : result)
    std::ranges::sort(fold, {}, [](const WithheldCell& cell) { return std::tuple(cell.row, cell.column); });
  return result;
}

}  // namespace kinfold
