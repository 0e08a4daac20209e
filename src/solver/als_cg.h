// The row systems of solver/als_rows.h by a few steps of conjugate gradients from the row at hand (Takacs, Pilaszy,
// Tikk 2011), where G is diagonal (see solver/gram_basis.h): a step then costs what the row's own examples cost,
//
//   A p = sum_n w_n (f_n . p) f_n + (g_c + scale_u reg_c) p_c
//
// preconditioned by the whole diagonal of A.
#pragma once
#include <span>

#include "solver/als_rows.h"

namespace kinfold {

// `gram` is G's diagonal over the whole stride. Returns the sum of w (t - x . f)^2 after the steps, as solve_rows does.
double solve_rows_cg(const RowSystem& system, std::span<const float> gram, std::size_t steps, Matrix& rows, Pool& pool);

}  // namespace kinfold
