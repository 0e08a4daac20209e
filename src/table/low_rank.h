// Generalized low-rank models (Udell, Horn, Zadeh, Boyd 2016): a table whose cells may be missing is approximated
// through scores s_if = offset_f + w_i . c_f, one feature f for each column, or one for each level of a category:
//
//   minimise  sum over known cells  factor_j v_ij loss_j(s_i, x_ij)  +  row regularizer(W) + column regularizer(C)
//
// by alternating majorisation (table/row_sweep.h, table/column_sweep.h): the objective never rises. With the squared
// loss, L2 and nothing missing it is principal component analysis, with L1 on the columns a sparse one; counts,
// truths, levels and categories have losses of their own (table/column_loss.h).
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
  // A L1 or no regularizer at all on one side wants a L2 on the other, or that side takes all of the size.
  SideRegularizer rows, columns;
  bool offsets = true;
  std::size_t epochs = 100;
  double tolerance = 1e-5;  // stop when the objective falls by less than this share of it
  // Steps of L2 sides go so many times the way to the minimum of their bound, from the second epoch on, where the
  // bound is wider than the loss; 1 or more, less than 2.
  float relaxation = 1.8f;
  // The objective has several minima: of so many starts the best counts. The first is from the leading singular
  // vectors, others are at random.
  std::size_t restarts = 1;
  std::uint64_t seed = 1;
};

struct LowRankModel {
  Matrix rows;                         // rows x rank
  Matrix columns;                      // features x rank
  std::vector<float> offset;           // of each feature
  std::vector<LowRankColumn> low_rank_columns;   // losses with the thresholds found, factors, and the features of each column
  std::vector<double> objective = {};  // after each epoch
};

// Cells are NaN where missing, places among levels in columns of ordinals and categories; numbers are best centred and
// in units of their deviation. `weights` of the cells (v above) may be null: all 1. `columns` give losses, levels and
// factors (see scale_columns). Throws an Error for cells that a loss does not take, an empty table, and a rank of 0.
LowRankModel fit_low_rank(const Matrix& cells, const Matrix* weights, std::vector<LowRankColumn> columns,
                          const LowRankOptions& options, Pool& pool);

// Vectors (rows x rank) of rows that the model has not seen, from their known cells, columns as they are. Each row goes
// on until its own objective falls by less than the rule's tolerance, so that it does not depend on the others.
Matrix solve_new_rows(const LowRankModel& model, const Matrix& cells, const Matrix* weights, const LowRankOptions& options,
                      Pool& pool);

// The cells that rows of vectors predict (rows x columns); see predict_cell.
Matrix predict_cells(const LowRankModel& model, const Matrix& rows, Pool& pool);

}  // namespace kinfold
