// How well a model of a table tells cells that it was not shown, beside the best constants of those that it was shown:
//
//   left = sum over withheld cells  factor_j loss_j(s_i, x_ij)  /  the same at the constants' scores
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/split_cells.h"
#include "evaluate/bootstrap.h"
#include "model/table_model.h"
#include "solver/scored_column.h"

namespace kinfold {

// A model's column as solvers know it, with its thresholds.
ScoredColumn scored_column(const ModelColumn& column);

// What the model says of a withheld cell, and what its constants say: losses in the model's units, with the column's
// factor; values in those of the cells.
struct JudgedCell {
  double loss, constant_loss;
  float value, constant_value;
};

// The vectors from which gaps in the rows of the training are filled; `cells` are those that it was shown.
Table rows_for_gaps(const TableModel& model, const Table& cells, Pool& pool);

// `rows` are the vectors (rows x rank) of the rows that the cells lie in. Throws an Error for a model that does not
// know its constants.
std::vector<JudgedCell> judge_cells(const TableModel& model, const Table& rows,
                                    const std::vector<WithheldCell>& withheld, Pool& pool);

// What a column's errors are measured by: "rmse" of numbers and counts, "share wrong" of booleans and categories,
// "levels off" on the mean, of ordinals.
std::string error_name(Kind kind);

struct ColumnErrors {
  Id column;
  std::size_t cells;       // that were withheld
  double model, constant;  // error, in the units of the cells
};

struct CellReport {
  std::size_t cells = 0, rows = 0;    // withheld cells, and rows in which they lie
  Metric left{};                      // interval by bootstrap over these rows
  std::vector<ColumnErrors> columns;  // those of which cells were withheld
};

CellReport measure_cells(const TableModel& model, const Table& rows, const std::vector<WithheldCell>& withheld,
                         std::uint64_t seed, Pool& pool);

}  // namespace kinfold
