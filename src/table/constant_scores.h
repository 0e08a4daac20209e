// What a table is without its rows: the constant scores of each column, their mean loss, and the thresholds of
// ordinals.
#pragma once
#include <span>
#include <vector>

#include "table/low_rank_column.h"

namespace kinfold {

// The constant scores that fit the cells best, one for each feature of the column, 0 where no cell is known. An
// ordinal's thresholds are set instead. Returns the mean loss of the known cells there, without the column's factor.
double fit_constant(LowRankColumn& column, const ColumnCells& cells, std::span<float> offset);

// The same for each column of a table: the offset of each feature.
std::vector<float> fit_constants(std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights,
                                 Pool& pool);

// Sets each column's factor to 1 / (mean loss at its best constant scores), so that none dominates: the generalized
// variance (Udell et al. 2016, section 5.2). Columns whose known cells are all alike have the factor 1.
void scale_columns(std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights, Pool& pool);

// A few steps of the thresholds of an ordinal column towards those that fit the scores best; none raises the loss, and
// they stay in order. Other columns have none.
void fit_thresholds(LowRankColumn& column, const ColumnCells& cells, const CellScores<const float>& scores);

}  // namespace kinfold
