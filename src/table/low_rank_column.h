// A column of a low-rank model: its loss, and the features that score its cells (one, or one for each level of a
// category). Also batch operations on the cells of one column.
#pragma once
#include <cstddef>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "table/column_loss.h"
#include "table/frame.h"

namespace kinfold {

struct LowRankColumn {
  ColumnLoss loss;
  std::size_t levels = 0;    // number of levels of an ordinal or category; its cells hold level indices
  float factor = 1;          // multiplies the loss
  std::size_t first = 0;     // index of the first feature
  std::size_t features = 1;  // number of features
};

// Assigns consecutive features to the columns, in their order. Returns the total number of features.
std::size_t number_features(std::vector<LowRankColumn>& columns);

// Whether all losses are squared. Their quadratic bounds are then exact, and no step needs backtracking.
bool all_quadratic(const std::vector<LowRankColumn>& columns);

// Throws an Error with the row and column of an invalid cell (not finite, a level index out of range, a negative count,
// a boolean other than 0 and 1) or of a negative weight. The first one is reported.
void check_cells(const std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights);

// Columns first ... first + count - 1 of a table, transposed: count x rows.
Matrix transpose_columns(const Matrix& table, std::size_t first, std::size_t count, Pool& pool);

// A view of `count` cells of one column, `step` floats apart. A cell is missing if it is NaN or has weight 0.
struct ColumnCells {
  const float *cells, *weights;  // weights may be null: all 1
  std::size_t step, count;

  float cell(std::size_t i) const { return cells[i * step]; }
  float weight(std::size_t i) const { return missing(cell(i)) ? 0 : weights ? weights[i * step] : 1; }
};

// A view of the scores of cells: the scores of one cell are `feature` floats apart, and cells are `step` floats apart.
template <class Float>
struct CellScores {
  Float* scores;
  std::size_t step, feature;

  Float& operator()(std::size_t i, std::size_t k = 0) const { return scores[i * step + k * feature]; }
};

// values[i * step] += factor weight_i loss(scores of cell i, cell i). With a step of 0, values[0] receives the sum.
void add_values(const LowRankColumn& column, const ColumnCells& cells, const CellScores<const float>& scores,
                double* values, std::size_t step);

// The predicted cell, given the scores of its column: the mean of the loss, the median level of an ordinal, or the
// level with the highest score of a category.
float predict_cell(const LowRankColumn& column, const float* scores);

// Quadratic bounds 1/2 weight (target - s)^2 + constant of the losses at the current scores s0. Replaces the scores by
// the targets s0 - gradient / weight. `weights` receives factor weight_i weight(s0), or 0 if the cell is missing.
void bound_cells(const LowRankColumn& column, const ColumnCells& cells, const CellScores<float>& scores,
                 const CellScores<float>& weights);

}  // namespace kinfold
