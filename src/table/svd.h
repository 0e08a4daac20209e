// Truncated SVD of a linear operator: full SVD by LAPACK, or randomized SVD (Halko, Martinsson, Tropp 2011, "Finding
// structure with randomness", algorithms 4.4 and 5.1).
#pragma once
#include <cstdint>
#include <vector>

#include "table/linear_operator.h"

namespace kinfold {

struct SvdResult {
  Matrix vectors;              // rank x columns: orthonormal right singular vectors, by descending singular value
  std::vector<double> values;  // their singular values
  Matrix products = {};        // rows x rank: products of the operator with the vectors
  // Upper bound of the spectral norm of the residual, with probability 1 - 10^-10 (eq. 4.3); 0 for a full SVD.
  double bound = 0;
};

// Full SVD; keeps the `rank` leading singular vectors. Decomposes small tables directly, and large ones by the Gram
// matrix of the smaller side, in double precision. Throws an Error if LAPACK does not converge.
SvdResult full_svd(const DenseOperator& table, std::size_t rank, Pool& pool);

struct RandomizedSvdOptions {
  std::size_t oversampling = 10;     // dimensions of the random subspace beyond the rank
  std::size_t power_iterations = 5;  // each is one pass over the table; more are more accurate
  std::uint64_t seed = 1;
  bool release = false;  // release the memory of the table's cells during the last pass
};
// Randomized SVD of the `rank` leading singular vectors. The same seed gives the same result for any number of threads.
SvdResult randomized_svd(const LinearOperator& table, std::size_t rank, const RandomizedSvdOptions& options,
                         Pool& pool);

// Flips the sign of each row so that its entry with the largest absolute value (the first of several) is positive.
void fix_signs(Matrix& vectors);

// Cosine of the largest principal angle between the row spaces of two matrices; 1 if they are equal.
double min_principal_cosine(const Matrix& a, const Matrix& b);

}  // namespace kinfold
