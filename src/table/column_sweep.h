// The other side of alternating majorisation (see table/row_sweep.h): the features of each column go to the minimum of
// the bounds of its cells' losses, offsets with them; then the thresholds of ordinals move.
//
//   c_f, offset_f  <-  argmin  sum over known i  factor_j v_ij weight_if / 2 (target_if - offset_f - w_i . c_f)^2
//                            + regularizer(c_f)
#pragma once
#include <vector>

#include "table/low_rank_column.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct ColumnSweepOptions {
  SideRegularizer regularizer;
  bool offsets = true;   // or kept where they are
  float relaxation = 1;  // of steps, < 2, where the regularizer is smooth
};

struct ColumnSide {
  std::vector<LowRankColumn> columns;
  Matrix features;  // features x rank + 1: the vectors, and last the offsets
};

// One step of all columns, given the rows (rows x rank + 1, the last number 1). Returns the objective of the columns
// after it, losses and their own regularizer, which has not risen.
double sweep_columns(const Matrix& cells, const Matrix* weights, const Matrix& rows, const ColumnSweepOptions& rule,
                     ColumnSide& side, Pool& pool);

}  // namespace kinfold
