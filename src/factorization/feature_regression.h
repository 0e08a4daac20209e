// Learns the vectors of traits from the rows that carry them: L2 regression, all columns at once, by conjugate
// gradients (Hestenes, Stiefel 1952) with a diagonal preconditioner, from the vectors at hand on.
//
//   argmin_E  1/2 sum_u weight_u |x_u - sum_k w_uk e_k|^2  +  1/2 sum_k sum_c l2_{group(k), c} e_kc^2
//
// The matrix is never formed: each step costs two passes over the bags.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "data/bags.h"

namespace kinfold {

struct FeatureRegression {
  const Bags* bags;                     // of each row
  const Bags* members;                  // transposed: the rows of each trait
  std::span<const float> weight;        // of each row
  std::span<const std::uint8_t> group;  // of each trait; empty: all of group 0
  std::span<const float> l2;            // groups x stride
};

// Takes `steps` steps, fewer where the squared residual has fallen by 1e-10. `added` (traits x columns), if given, is
// added to the right-hand side: a sampler's noise.
void fit_feature_embeddings(const FeatureRegression& problem, const Matrix& rows, Matrix& embeddings, int steps,
                            Pool& pool, const Matrix* rhs_noise = nullptr);

// means[row] = the weighted sum of the vectors of the row's traits.
void feature_means(const Bags& bags, const Matrix& embeddings, Matrix& means, Pool& pool);

}  // namespace kinfold
