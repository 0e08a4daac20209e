// Fits feature embeddings to the vectors of the rows that have the features. This is ridge regression, solved for all
// columns at once by conjugate gradients (Hestenes, Stiefel 1952) with a diagonal preconditioner and a warm start.
//
//   argmin_E  1/2 sum_u weight_u |x_u - sum_k w_uk e_k|^2  +  1/2 sum_k sum_c l2_{group(k), c} e_kc^2
//
// The normal matrix is never formed. Each step costs two passes over the bags.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "data/bags.h"

namespace kinfold {

struct FeatureRegression {
  const Bags* bags;                     // features of each row
  const Bags* members;                  // transposed: rows of each feature
  std::span<const float> weight;        // of each row
  std::span<const std::uint8_t> group;  // of each feature; empty: all in group 0
  std::span<const float> l2;            // groups x stride
};

// Runs at most `steps` steps and stops early once the preconditioned squared residual of every column has dropped to
// 1e-10 of its first value. Starts from `embeddings` (features x columns) and updates them in place. `rhs_noise`
// (features x columns, may be null) is added to the right-hand side; the Gibbs sampler uses it.
void fit_feature_embeddings(const FeatureRegression& problem, const Matrix& rows, Matrix& embeddings, int steps,
                            Pool& pool, const Matrix* rhs_noise = nullptr);

// means[row] = weighted sum of the embeddings of the row's features.
void feature_means(const Bags& bags, const Matrix& embeddings, Matrix& means, Pool& pool);

}  // namespace kinfold
