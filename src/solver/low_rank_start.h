// Where alternating minimisation of a low-rank model begins: the leading singular vectors of its working table, in
// which a cell is minus the slope of its loss at the column's constant scores, in units of the bound's curvature, and a
// missing cell is 0. For the squared loss that is the centred and scaled table, and with a ridge on both sides and
// nothing missing the start is the minimum: singular values less the root of the product of both strengths (Udell et
// al. 2016, section 2.4).
#pragma once
#include <cstdint>

#include "solver/column_sweep.h"

namespace kinfold {

struct LowRankStart {
  bool random = false;  // vectors at random instead
  SidePenalty rows, columns;
  std::uint64_t seed = 1;
};

// Rows (rows x rank + 1, the last number 1); features are set, their offsets kept. Rows and columns without known cells
// are zero.
Table start_low_rank(const Table& cells, const Table* weights, const LowRankStart& start, ColumnSide& side, Pool& pool);

}  // namespace kinfold
