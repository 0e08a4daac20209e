// Nonnegative matrix factorization of complete tables with Kullback-Leibler divergence, for counts:
//
//   minimize  sum_ij  s_ij - x_ij + x_ij log(x_ij / s_ij)  +  r / 2 |W|^2 + c / 2 |C|^2        s = W C'
//
// by multiplicative updates, which minimize a bound of the objective for one side at a time (Lee, Seung 2001). With the
// L2 regularization r, the minimum of the bound is the root of r w^2 + d w = w0 n:
//
//   w_ik  <-  2 w_ik n_ik / (d_k + sqrt(d_k^2 + 4 r w_ik n_ik))        n_ik = sum_j x_ij / s_ij c_jk,  d_k = sum_j c_jk
//
// Zero cells only enter d, so the cost of a sparse table is proportional to its nonzero cells.
#pragma once
#include "table/hals.h"

namespace kinfold {

// Fits the factors. Both regularizers must be "nonnegative". `squares` is the sum of squares of each column. The
// objective of an epoch is that between its row and its column update. The result does not depend on the number of
// threads.
FullMatrixFactors fit_kl_nmf(const LinearOperator& table, std::span<const double> squares,
                             const FullMatrixOptions& options, Pool& pool);

}  // namespace kinfold
