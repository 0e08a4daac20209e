// How well a model of a table tells cells that it was not shown, beside the best constants of those that it was shown:
//
//   left = sum over withheld cells  factor_j loss_j(s_i, x_ij)  /  the same at the constants' scores
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "evaluate/bootstrap.h"
#include "table/low_rank_column.h"
#include "table/split_cells.h"
#include "table/table_model.h"

namespace kinfold {

// A model's column as solvers know it, with its thresholds.
LowRankColumn scored_column(const ModelColumn& column);

// What the model says of a withheld cell, and what its constants say: losses in the model's units, with the column's
// factor; values in those of the cells.
struct CellPrediction {
  double loss, constant_loss;
  float value, constant_value;
};

// The vectors from which gaps in the rows of the training are filled; `cells` are those that it was shown.
Matrix imputation_rows(const TableModel& model, const Matrix& cells, Pool& pool);

// `rows` are the vectors (rows x rank) of the rows that the cells lie in. Throws an Error for a model that does not
// know its constants.
std::vector<CellPrediction> predict_cells(const TableModel& model, const Matrix& rows,
                                          const std::vector<HeldOutCell>& held_out, Pool& pool);

// What a column's errors are measured by: "rmse" of numbers and counts, "share wrong" of booleans and categories,
// "levels off" on the mean, of ordinals.
std::string error_name(ColumnKind kind);

struct ColumnErrors {
  Id column;
  std::size_t cells;       // that were withheld
  double model, constant;  // error, in the units of the cells
};

struct CellReport {
  std::size_t cells = 0, rows = 0;    // withheld cells, and rows in which they lie
  Metric relative_loss{};             // interval by bootstrap over these rows
  std::vector<ColumnErrors> columns;  // those of which cells were withheld
};

CellReport evaluate_cells(const TableModel& model, const Matrix& rows, const std::vector<HeldOutCell>& held_out,
                          std::uint64_t seed, Pool& pool);

}  // namespace kinfold
