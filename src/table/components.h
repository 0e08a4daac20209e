// Initial values of matrix factorizations: a sum of rank-one components, each the outer product of a row-side vector
// and a column-side vector.
#pragma once
#include <cstdint>
#include <span>

#include "core/matrix.h"
#include "table/svd.h"

namespace kinfold {

// table ~ sum_k left_k right_k'
struct Components {
  Matrix left, right;  // components x rows, components x columns
};

// The leading `count` singular components by randomized SVD. Both vectors of a component have the square root of its
// singular value as their length.
Components singular_components(const LinearOperator& table, std::size_t count, const RandomizedSvdOptions& options,
                               Pool& pool);

// Random components with normally distributed entries.
Components random_components(std::size_t rows, std::size_t columns, std::size_t count, std::uint64_t seed);

// NNDSVD initialization, for one or two nonnegative sides (after Boutsidis, Gallopoulos 2008). Each component l r' is
// split into its positive and its negative part; the `count` parts with the largest norm are kept.
Components nndsvd(Components all, std::size_t count, bool left_nonnegative, bool right_nonnegative);

// Fills the vector of row `at` of a side with entry `at` of each component. Nonnegative sides and missing components
// get small random noise, so that no entry starts at zero. (seed, stream, at) determines the noise.
void init_row(const Matrix& components, std::size_t at, bool nonnegative, std::uint64_t seed, std::uint64_t stream,
              std::span<float> row);

}  // namespace kinfold
