// What a model of a table says of rows: their vectors, and their cells, known or not.
#pragma once
#include <vector>

#include "core/pool.h"
#include "data/frame.h"
#include "model/table_model.h"

namespace kinfold {

// A vector for each row of `cells` (rows x the model's columns). With all cells known it is the projection; otherwise
// the mean of what the known ones leave likely, if rows scatter about zero as those of the training did:
//
//   w = (sum_j c_j c_j' + s^2 L^-1)^-1 sum_j c_j (x_j - o_j)     j known, s^2 the mean square of the columns' noise,
//                                                                L_k the mean square of the training's w_k
//
// (Tipping, Bishop 1999, "Probabilistic principal component analysis"). A row of which nothing is known gets zeros.
Table transform(const TableModel& model, const Table& cells, Pool& pool);

// Cells from vectors (rows x rank), in the units of the columns; places of levels where a column has these.
Table inverse_transform(const TableModel& model, const Table& rows, Pool& pool);

struct Filled {
  Id row, column;
  // The value, and between which bounds it lies in 95 of 100 cases; of levels and yes or no, the bounds are those of
  // nothing (NaN) and `chance` is that of the value.
  float value, low, high, chance;
};

// Fills the missing cells in and tells what it put where, row by row.
std::vector<Filled> complete(const TableModel& model, Table& cells, Pool& pool);

}  // namespace kinfold
