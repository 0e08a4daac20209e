#include "table/split_cells.h"

#include <cmath>
#include <tuple>

#include "core/random.h"
#include "table/frame.h"

namespace kinfold {
namespace {

std::vector<HeldOutCell> observed_cells(const Matrix& cells) {
  std::vector<HeldOutCell> observed;
  for (Id row = 0; row < cells.rows(); ++row)
    for (Id column = 0; column < cells.rank(); ++column)
      if (!missing(cells[row][column])) observed.push_back({row, column, cells[row][column]});
  return observed;
}

}  // namespace

std::vector<HeldOutCell> hold_out_cells(Matrix& cells, double fraction, std::uint64_t seed,
                                        const MinObserved& min_observed) {
  std::vector<HeldOutCell> observed = observed_cells(cells), held_out;
  std::vector<std::size_t> per_row(cells.rows()), per_column(cells.rank());
  for (const HeldOutCell& cell : observed) ++per_row[cell.row], ++per_column[cell.column];
  const auto target_count = std::size_t(std::llround(fraction * double(observed.size())));
  Random(seed, {0xce11}).shuffle(observed);
  for (const HeldOutCell& cell : observed) {
    if (held_out.size() == target_count) break;
    if (per_row[cell.row] <= min_observed.per_row || per_column[cell.column] <= min_observed.per_column) continue;
    --per_row[cell.row], --per_column[cell.column];
    cells[cell.row][cell.column] = NAN;
    held_out.push_back(cell);
  }
  std::ranges::sort(held_out, {}, [](const HeldOutCell& cell) { return std::tuple(cell.row, cell.column); });
  return held_out;
}

std::vector<std::vector<HeldOutCell>> fold_cells(const Matrix& cells, std::size_t folds, std::uint64_t seed,
                                                 const MinObserved& min_observed) {
  std::vector<HeldOutCell> observed = observed_cells(cells);
  std::vector<std::size_t> per_row(cells.rows()), per_column(cells.rank());
  for (const HeldOutCell& cell : observed) ++per_row[cell.row], ++per_column[cell.column];
  std::vector<std::vector<HeldOutCell>> result(folds);
  // Number of cells of each row and column in each fold.
  std::vector<std::size_t> row_in(cells.rows() * folds), column_in(cells.rank() * folds);
  Random(seed, {0xce11}).shuffle(observed);
  for (const HeldOutCell& cell : observed) {
    const auto fits = [&](std::size_t fold) {
      return row_in[cell.row * folds + fold] + min_observed.per_row < per_row[cell.row] &&
             column_in[cell.column * folds + fold] + min_observed.per_column < per_column[cell.column];
    };
    std::size_t smallest = folds;  // smallest fold that can take the cell
    for (std::size_t fold = 0; fold < folds; ++fold)
      if (fits(fold) && (smallest == folds || result[fold].size() < result[smallest].size())) smallest = fold;
    if (smallest == folds) continue;
    ++row_in[cell.row * folds + smallest], ++column_in[cell.column * folds + smallest];
    result[smallest].push_back(cell);
  }
  for (std::vector<HeldOutCell>& fold : result)
    std::ranges::sort(fold, {}, [](const HeldOutCell& cell) { return std::tuple(cell.row, cell.column); });
  return result;
}

}  // namespace kinfold
