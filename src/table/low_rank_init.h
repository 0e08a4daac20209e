// Initializes the alternating minimization of a low-rank model with the leading singular vectors of its working matrix.
// A cell of the working matrix is the negative gradient of its loss at the column's constant scores, divided by the
// root of the column's mean curvature; a missing cell is 0. For squared loss this is the centred and scaled table. With
// L2 on both sides and no missing cells, the start is already the minimum: singular values minus the square root of the
// product of both regularization strengths (Udell et al. 2016, section 2.4).
#pragma once
#include <cstdint>

#include "table/column_sweep.h"

namespace kinfold {

struct LowRankInit {
  bool random = false;  // random vectors instead of singular vectors
  SideRegularizer rows, columns;
  std::uint64_t seed = 1;
};

// Returns the row vectors (rows x (rank + 1); the last entry is 1) and sets the vectors of side.features, but keeps
// their offsets. Rows and columns without observed cells get zeros.
Matrix init_low_rank(const Matrix& cells, const Matrix* weights, const LowRankInit& start, ColumnSide& side,
                     Pool& pool);

}  // namespace kinfold
