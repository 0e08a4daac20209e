// Constant baseline of each column: the constant scores with the lowest loss, their mean loss, and ordinal thresholds.
#pragma once
#include <span>
#include <vector>

#include "table/low_rank_column.h"

namespace kinfold {

// Computes the constant scores with the lowest loss, one for each feature of the column; 0 if no cell is observed. For
// an ordinal column it sets the thresholds instead. Returns the mean loss of the observed cells at these scores,
// without the column's factor.
double fit_constant(LowRankColumn& column, const ColumnCells& cells, std::span<float> offset);

// Applies fit_constant to each column of a table. Returns the offset of each feature.
std::vector<float> fit_constants(std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights,
                                 Pool& pool);

// Sets the factor of each column to 1 / (mean loss at its best constant scores), the inverse generalized variance
// (Udell et al. 2016, section 5.2), so that no column dominates. If all observed cells of a column are equal, its
// factor is 1.
void scale_columns(std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights, Pool& pool);

// Updates the thresholds of an ordinal column, given its scores, by a few majorization steps. The loss does not
// increase, and the thresholds stay sorted. Does nothing for other columns.
void fit_thresholds(LowRankColumn& column, const ColumnCells& cells, const CellScores<const float>& scores);

}  // namespace kinfold
