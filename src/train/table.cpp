#include "train/table.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "train/factors_table.h"
#include "train/spectral_table.h"

namespace kinfold {
namespace {

bool any_missing(const Table& cells) {
  for (Id row = 0; row < cells.rows(); ++row)
    if (std::ranges::any_of(cells.row(row), missing)) return true;
  return false;
}

void check_rank(const TableData& data, const Options& options) {
  const std::size_t least = std::min(data.rows(), data.columns());
  if (std::size_t(options.rank) > least)
    throw Error("a table of " + std::to_string(data.rows()) + " rows and " + std::to_string(data.columns()) +
                    " columns has no " + std::to_string(options.rank) + " directions",
                "--rank " + std::to_string(options.rank), "use a rank of at most " + std::to_string(least));
}

void check_numbers(const TableData& data, const Options& options) {
  for (const FrameColumn& column : data.frame.columns)
    if (column.kind == Kind::kCategory)
      throw Error("column '" + column.name + "' is a category, and " + options.model + " takes numbers",
                  "--model " + options.model, "use --model factors, or --types " + column.name + "=label or skip");
}

}  // namespace

std::size_t TableData::rows() const { return blocks ? blocks->rows() : sparse ? sparse->rows() : frame.cells.rows(); }

TableModel train_table(TableData& data, const Options& options) {
  if (data.rows() == 0 || data.columns() == 0) throw Error("there are no cells to train on");
  check_rank(data, options);
  const bool spectral = (options.model == "pca" || options.model == "svd") && options.solver != "als";
  if (spectral && !any_missing(data.frame.cells)) {
    check_numbers(data, options);
    return train_spectral(data, options);
  }
  if (data.blocks || data.sparse)
    throw Error("a table of this form is learned by pca and svd alone", "--model " + options.model,
                "give it as a file of rows, or use --solver auto");
  if (options.solver == "full" || options.solver == "randomized")
    throw Error("cells are missing, and singular vectors want all", "--solver " + options.solver,
                "use --solver als, or leave it out");
  return train_factors(data, options);
}

}  // namespace kinfold
