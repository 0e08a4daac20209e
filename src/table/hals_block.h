// Rows of one side of a factorization from their products with the other side: the minimum of
//
//   1/2 x' G x - b . x + regularizer(x)
//
// for many rows x at once, each with a b of its own, all with one Gram matrix G.
#pragma once
#include "solver/als_rows.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct HalsSystem {
  RowMethod method = RowMethod::kLeastSquares;
  std::size_t rank = 0;
  Matrix matrix;  // G with the L2; its inverse for kLeastSquares
  float l1 = 0;   // on each entry
};
HalsSystem hals_system(const SideRegularizer& regularizer, Matrix gram, std::size_t rank);

// Some rows, turned over: entry k of them all stands together, `stride` floats before entry k + 1. The count is a
// multiple of a cache line.
struct HalsBlock {
  const float* products;
  float* entries;
  std::size_t stride, count;
};

// Ridges have a solution. Otherwise one entry after the other goes to its minimum, for some rounds from where they are
// (HALS: Cichocki, Phan 2009; several rounds: Gillis, Glineur 2012).
void solve_hals_block(const HalsSystem& rule, const HalsBlock& block);

}  // namespace kinfold
