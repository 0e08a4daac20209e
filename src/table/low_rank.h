// Fits generalized low-rank models (Udell, Horn, Zadeh, Boyd 2016) to tables with missing cells. The scores are
// s_if = offset_f + w_i . c_f, with one feature f for each column, or one for each level of a category:
//
//   minimize  sum over observed cells  factor_j v_ij loss_j(s_i, x_ij)  +  row regularizer(W) + column regularizer(C)
//
// The solver is alternating majorization-minimization (table/row_sweep.h, table/column_sweep.h); the objective never
// increases. Squared loss with L2 on a complete table is PCA; L1 on the columns makes it sparse PCA. Counts, booleans,
// ordinals and categories have their own losses (table/column_loss.h).
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "table/low_rank_column.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct LowRankOptions {
  std::size_t rank = 10;
  // If one side has L1 or no regularization, the other side needs L2. Otherwise its scale is unbounded.
  SideRegularizer rows, columns;
  bool offsets = true;
  std::size_t epochs = 100;
  double tolerance = 1e-5;  // stop when the relative decrease of the objective is smaller
  // Over-relaxation factor of the steps of L2 sides, 1 <= relaxation < 2, from the second epoch on. It is not used if
  // all losses are squared, because their bounds are exact.
  float relaxation = 1.8f;
  // Number of starts; the one with the lowest objective is kept. The first starts at the leading singular vectors, the
  // others at random.
  std::size_t restarts = 1;
  std::uint64_t seed = 1;
};

struct LowRankModel {
  Matrix rows;                                  // rows x rank
  Matrix columns;                               // features x rank
  std::vector<float> offset;                    // one for each feature
  std::vector<LowRankColumn> low_rank_columns;  // loss with fitted thresholds, factor and features of each column
  std::vector<double> objective = {};           // after each epoch
};

// Fits a model to `cells` (rows x columns): NaN if missing, a level index in ordinal and category columns. Numbers
// should be centred and in units of their standard deviation. `weights` are the weights v of the cells and may be null:
// all 1. `columns` gives the loss, levels and factor (see scale_columns) of each column. Throws an Error if the table
// is empty, the rank is 0, or a cell is invalid for its loss. The result does not depend on the number of threads.
LowRankModel fit_low_rank(const Matrix& cells, const Matrix* weights, std::vector<LowRankColumn> columns,
                          const LowRankOptions& options, Pool& pool);

// Fits vectors (rows x rank) for new rows from their observed cells, with fixed columns. Each row is updated until its
// own objective converges (options.tolerance), so its vector does not depend on the other rows.
Matrix solve_new_rows(const LowRankModel& model, const Matrix& cells, const Matrix* weights,
                      const LowRankOptions& options, Pool& pool);

// Predicted cells (rows x columns) of the given row vectors (rows x rank); see predict_cell.
Matrix predict_cells(const LowRankModel& model, const Matrix& rows, Pool& pool);

}  // namespace kinfold
