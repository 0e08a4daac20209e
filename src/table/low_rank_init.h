// Where alternating minimisation of a low-rank model begins: the leading singular vectors of its working table, in
// which a cell is minus the gradient of its loss at the column's constant scores, in units of the bound's curvature,
// and a missing cell is 0. For the squared loss that is the centred and scaled table, and with a L2 on both sides and
// nothing missing the start is the minimum: singular values less the root of the product of both regularization (Udell
// et al. 2016, section 2.4).
#pragma once
#include <cstdint>

#include "table/column_sweep.h"

namespace kinfold {

struct LowRankInit {
  bool random = false;  // vectors at random instead
  SideRegularizer rows, columns;
  std::uint64_t seed = 1;
};

// Rows (rows x rank + 1, the last number 1); features are set, their offsets kept. Rows and columns without known cells
// are zero.
Matrix init_low_rank(const Matrix& cells, const Matrix* weights, const LowRankInit& start, ColumnSide& side,
                     Pool& pool);

}  // namespace kinfold
