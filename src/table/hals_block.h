// Block coordinate descent step of HALS. It minimizes
//
//   1/2 x' G x - b . x + regularizer(x)
//
// for many rows x of one side at once. Each row has its own b; all rows share the Gram matrix G.
#pragma once
#include "solver/als_rows.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct HalsSystem {
  RowMethod method = RowMethod::kLeastSquares;
  std::size_t rank = 0;
  Matrix matrix;  // G plus the L2 regularization on its diagonal; for kLeastSquares, the inverse of this
  float l1 = 0;   // L1 regularization of each entry
};
HalsSystem hals_system(const SideRegularizer& regularizer, Matrix gram, std::size_t rank);

// A block of rows in transposed order: entry k of all rows is contiguous, `stride` floats before entry k + 1. `count`
// must be a multiple of the floats of a cache line.
struct HalsBlock {
  const float* products;
  float* entries;
  std::size_t stride, count;
};

// Minimizes for each row of the block. L2 has a closed-form solution. L1 and nonnegative run a few rounds of coordinate
// descent from the current entries (HALS: Cichocki, Phan 2009; several rounds: Gillis, Glineur 2012).
void solve_hals_block(const HalsSystem& system, const HalsBlock& block);

}  // namespace kinfold
