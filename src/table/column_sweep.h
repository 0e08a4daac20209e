// The column step of alternating majorization-minimization (the row step: table/row_sweep.h). It moves the feature
// vectors and offsets of each column to the minimum of the quadratic bounds of its losses, then updates ordinal
// thresholds:
//
//   c_f, offset_f  <-  argmin  sum over observed i  factor_j v_ij weight_if / 2 (target_if - offset_f - w_i . c_f)^2
//                            + regularizer(c_f)
#pragma once
#include <vector>

#include "table/low_rank_column.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct ColumnSweepOptions {
  SideRegularizer regularizer;
  bool offsets = true;   // whether offsets are updated or kept fixed
  float relaxation = 1;  // over-relaxation factor, 1 <= relaxation < 2; ignored if the regularizer is not smooth
};

struct ColumnSide {
  std::vector<LowRankColumn> columns;
  Matrix features;  // features x (rank + 1): feature vectors; the last entry is the offset
};

// Updates all columns once, given the rows (rows x (rank + 1); the last entry is 1). `weights` may be null: all 1.
// Returns the losses plus the regularizer of the columns after the step; this value never increases.
double sweep_columns(const Matrix& cells, const Matrix* weights, const Matrix& rows, const ColumnSweepOptions& options,
                     ColumnSide& side, Pool& pool);

}  // namespace kinfold
