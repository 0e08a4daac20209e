// Solves the row systems of solver/als_rows.h approximately, by a few conjugate gradient steps from the current row
// (Takacs, Pilaszy, Tikk 2011). G must be diagonal (see solver/gram_basis.h), so that a step costs only O(examples of
// the row x rank):
//
//   A p = sum_n w_n (f_n . p) f_n + (g_c + scale_u reg_c) p_c
//
// The preconditioner is the diagonal of A.
#pragma once
#include <span>

#include "solver/als_rows.h"

namespace kinfold {

// Updates all rows in place, in parallel. `gram` is the diagonal of G over the whole stride. Returns the sum of
// w (t - x . f)^2 after the steps, as solve_rows does. The result does not depend on the number of threads.
double solve_rows_cg(const RowSystem& system, std::span<const float> gram, std::size_t steps, Matrix& rows, Pool& pool);

}  // namespace kinfold
