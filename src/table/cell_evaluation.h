// Evaluates a table model on held-out cells. The baseline is the best constant prediction of each column:
//
//   relative loss = sum over held-out cells factor_j loss_j(s_i, x_ij)  /  the same sum at the constant scores
//
// 1 means no better than the constants; 0 means no loss.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "evaluate/bootstrap.h"
#include "table/low_rank_column.h"
#include "table/split_cells.h"
#include "table/table_model.h"

namespace kinfold {

// The column of a model in the form that the solvers take, with its loss parameters (ordinal thresholds).
LowRankColumn low_rank_column(const ModelColumn& column);

// Loss and predicted value of a held-out cell, by the model and by the column's constants. Losses are in scaled units
// and include the column's factor. Values are in the units of the cells.
struct CellPrediction {
  double loss, constant_loss;
  float value, constant_value;
};

// Row vectors (rows x rank) for imputing missing cells of the training rows. `cells` are the training cells. A Gaussian
// model uses posterior means; any other model uses its trained row vectors.
Matrix imputation_rows(const TableModel& model, const Matrix& cells, Pool& pool);

// One prediction for each held-out cell. `rows` are the row vectors (rows x rank); HeldOutCell::row indexes them.
// Throws an Error if the model file does not contain the constants of its columns.
std::vector<CellPrediction> predict_cells(const TableModel& model, const Matrix& rows,
                                          const std::vector<HeldOutCell>& held_out, Pool& pool);

// Name of the error metric of a column kind: "rmse" for numbers and counts, "error rate" for booleans and categories,
// "mae" (mean absolute error in levels) for ordinals.
std::string error_name(ColumnKind kind);

struct ColumnErrors {
  Id column;
  std::size_t cells;       // number of held-out cells
  double model, constant;  // errors of the model and of the constants, see error_name()
};

struct CellReport {
  std::size_t cells = 0, rows = 0;    // number of held-out cells, and of rows that contain one
  Metric relative_loss{};             // 95 % interval by bootstrap over these rows
  std::vector<ColumnErrors> columns;  // only columns with held-out cells
};

// Evaluates the model on the held-out cells. The result depends on `seed`, not on the number of threads.
CellReport evaluate_cells(const TableModel& model, const Matrix& rows, const std::vector<HeldOutCell>& held_out,
                          std::uint64_t seed, Pool& pool);

}  // namespace kinfold
