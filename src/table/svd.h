// The leading singular vectors of an operator: the whole decomposition by LAPACK, or those of a random subspace that is
// drawn towards them (Halko, Martinsson, Tropp 2011, "Finding structure with randomness", algorithms 4.4 and 5.1).
#pragma once
#include <cstdint>
#include <vector>

#include "table/linear_operator.h"

namespace kinfold {

struct SvdResult {
  Matrix vectors;              // rank x columns: orthonormal right singular vectors, by falling value
  std::vector<double> values;  // their singular values
  Matrix products = {};        // rows x rank: the operator's products with the vectors
  // With probability 1 - 10^-10 no vector is stretched further by what is left of the operator (eq. 4.3); 0 where all
  // singular values are known.
  double bound = 0;
};

// All singular values are found, and `rank` of them kept. Works on the smaller side's Gram matrix in double precision,
// or for small tables on the table itself.
SvdResult full_svd(const DenseOperator& table, std::size_t rank, Pool& pool);

struct RandomizedSvdOptions {
  std::size_t oversampling = 10;     // vectors beyond the rank
  std::size_t power_iterations = 5;  // over the table, by which the subspace is drawn towards the leading vectors
  std::uint64_t seed = 1;
  bool release = false;  // the table's cells are not needed any more, and their memory goes as the products come
};
SvdResult randomized_svd(const LinearOperator& table, std::size_t rank, const RandomizedSvdOptions& options, Pool& pool);

// The entry of greatest size of each row becomes positive (of several, the first).
void fix_signs(Matrix& vectors);

// Cosine of the smallest angle between two subspaces that leaves none of their directions out: 1 where they are the
// same. Rows span them.
double min_principal_cosine(const Matrix& a, const Matrix& b);

}  // namespace kinfold
