// Non-negative factors of whole tables by the Kullback-Leibler divergence, for counts:
//
//   minimise  sum_ij  s_ij - x_ij + x_ij log(x_ij / s_ij)  +  r / 2 |W|^2 + c / 2 |C|^2        s = W C'
//
// Each side in turn goes to the minimum of a bound that touches the objective where the side is (Lee, Seung 2001; with
// a L2 r the root of r w^2 + d w = w0 n):
//
//   w_ik  <-  2 w_ik n_ik / (d_k + sqrt(d_k^2 + 4 r w_ik n_ik))        n_ik = sum_j x_ij / s_ij c_jk,  d_k = sum_j c_jk
//
// Cells of zero count in d alone, so that a sparse table costs what its other cells do.
#pragma once
#include "table/hals.h"

namespace kinfold {

// Both regularizers of the rule must be non-negative. The objective is told as it is between the sides of each epoch.
FullMatrixFactors fit_kl_nmf(const LinearOperator& table, std::span<const double> squares,
                             const FullMatrixOptions& rule, Pool& pool);

}  // namespace kinfold
