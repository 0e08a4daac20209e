// The row systems of solver/rows.h by a few steps of conjugate gradients from the row at hand (Takacs, Pilaszy, Tikk
// 2011), where G is diagonal (see solver/rotate.h): a step then costs what the row's own examples cost,
//
//   A p = sum_n w_n (f_n . p) f_n + (g_c + scale_u strength_c) p_c
//
// preconditioned by the whole diagonal of A.
#pragma once
#include <span>

#include "solver/rows.h"

namespace kinfold {

// `gram` is G's diagonal over the whole stride. Returns the sum of w (t - x . f)^2 after the steps, as solve_rows does.
double solve_rows_by_gradients(const RowSystem& system, std::span<const float> gram, std::size_t steps, Table& rows,
                               Pool& pool);

}  // namespace kinfold
