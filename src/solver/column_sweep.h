// The other side of alternating majorisation (see solver/row_sweep.h): the features of each column go to the minimum of
// the bounds of its cells' losses, offsets with them; then the thresholds of ordinals move.
//
//   c_f, offset_f  <-  argmin  sum over known i  factor_j v_ij weight_if / 2 (target_if - offset_f - w_i . c_f)^2
//                            + penalty(c_f)
#pragma once
#include <vector>

#include "solver/scored_column.h"
#include "solver/side_penalty.h"

namespace kinfold {

struct ColumnRule {
  SidePenalty penalty;
  bool offsets = true;  // or kept where they are
  float stretch = 1;    // of steps, < 2, where the penalty is smooth
};

struct ColumnSide {
  std::vector<ScoredColumn> columns;
  Table features;  // features x rank + 1: the vectors, and last the offsets
};

// One step of all columns, given the rows (rows x rank + 1, the last number 1). Returns the objective of the columns
// after it, losses and their own penalty, which has not risen.
double sweep_columns(const Table& cells, const Table* weights, const Table& rows, const ColumnRule& rule,
                     ColumnSide& side, Pool& pool);

}  // namespace kinfold
