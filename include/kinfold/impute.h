// Tables: embeds rows, imputes missing cells, and maps row vectors back to cells.
//
//   kinfold::Frame frame = kinfold::make_frame(std::move(matrix));           // NaN: missing
//   const kinfold::TableModel model = kinfold::train(frame, kinfold::train_options("table", {{"rank", "5"}}));
//   const kinfold::Matrix scores = kinfold::transform(model, frame.cells);   // rows x 5
//   for (const kinfold::ImputedCell& cell : kinfold::impute(model, frame.cells))
//     std::cout << cell.row << " " << cell.column << " " << cell.value << " +- " << cell.high - cell.value << "\n";
//
// - transform(): row vectors (rows x rank) of cells (rows x columns). Rows may be new. For PCA this is the projection,
//   and the posterior mean for rows with missing cells (Tipping, Bishop 1999).
// - inverse_transform(): cells (rows x columns) of row vectors (rows x rank).
// - impute(): fills in the missing cells, and returns each with its 95 % prediction interval or its probability.
// - embed_rows(): row vectors that minimize loss plus regularizer (generalized low-rank models, Udell et al. 2016).
// - nearest(): the nearest rows or features.
//
// Units: cells are in the units of their columns; a boolean, ordinal or category is the index of its level.
// Shapes: `cells` must have the columns of the model, in its order (model.columns).
// Errors: these functions do not check shapes. <kinfold/train.h> checks the training table.
// Thread safety: all functions are thread-safe, but each call needs a Pool of its own; the forms without one use all
// processor cores.
// Determinism: the result does not depend on the number of threads. A row's result does not depend on the other rows.
#pragma once
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "table/impute.h"
#include "table/new_rows.h"
#include "table/table_model.h"

namespace kinfold {

inline Matrix transform(const TableModel& model, const Matrix& cells) {
  Pool pool(0);
  return transform(model, cells, pool);
}

inline Matrix inverse_transform(const TableModel& model, const Matrix& rows) {
  Pool pool(0);
  return inverse_transform(model, rows, pool);
}

inline std::vector<ImputedCell> impute(const TableModel& model, Matrix& cells) {
  Pool pool(0);
  return impute(model, cells, pool);
}

}  // namespace kinfold
