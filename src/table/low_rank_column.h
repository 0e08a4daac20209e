// A column of a table as low-rank models see it: a loss and the features that score its cells, one, or one for each
// level of a category.
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
  std::size_t levels = 0;  // of an ordinal or a category, whose cells hold places among them
  float factor = 1;        // on the loss
  std::size_t first = 0;   // feature
  std::size_t features = 1;
};

// Gives each column its features, side by side in the order of the columns; returns the number of all features.
std::size_t number_features(std::vector<LowRankColumn>& columns);

// Are the losses their own bounds, wherever the scores are? Then no step has to be guarded.
bool all_quadratic(const std::vector<LowRankColumn>& columns);

// Throws an Error that names the row and column of the first cell that its column's loss does not take (a level that is
// none, a count below zero, a truth other than 0 and 1, a number that is not finite), or of a weight below zero.
void check_cells(const std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights);

// Columns first ... first + count of a table as rows.
Matrix transpose_columns(const Matrix& table, std::size_t first, std::size_t count, Pool& pool);

// Some cells of one column, wherever they lie in memory: `step` floats from each to the next. A cell without a number
// is missing, and so is one of weight 0.
struct ColumnCells {
  const float *cells, *weights;  // weights may be null: all 1
  std::size_t step, count;

  float cell(std::size_t i) const { return cells[i * step]; }
  float weight(std::size_t i) const { return missing(cell(i)) ? 0 : weights ? weights[i * step] : 1; }
};

// Scores of the cells, of one or more features: those of a cell stand `feature` floats apart.
template <class Float>
struct CellScores {
  Float* scores;
  std::size_t step, feature;

  Float& operator()(std::size_t i, std::size_t k = 0) const { return scores[i * step + k * feature]; }
};

// values[i * step] += factor weight_i loss(scores of cell i, cell i): a step of 0 adds all up.
void add_values(const LowRankColumn& column, const ColumnCells& cells, const CellScores<const float>& scores,
                double* values, std::size_t step);

// The cell that its column's scores predict: the loss's mean, the median level of an ordinal, the level of the highest
// score of a category.
float predict_cell(const LowRankColumn& column, const float* scores);

// The bounds of the losses of the known cells at their scores, 1/2 weight (target - s)^2 + constant: the scores become
// the targets s0 - gradient / weight, and `weights` receives factor weight_i weight(s0); 0 for missing cells.
void bound_cells(const LowRankColumn& column, const ColumnCells& cells, const CellScores<float>& scores,
                 const CellScores<float>& weights);

}  // namespace kinfold
