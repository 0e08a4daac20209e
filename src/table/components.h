// Where factorizations begin: as sums of components, each the product of a vector for the rows and one for the columns.
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

// Both vectors of a component have the size of their singular value's root.
Components singular_components(const LinearOperator& table, std::size_t count, const RandomizedSvdOptions& rule,
                               Pool& pool);

Components random_components(std::size_t rows, std::size_t columns, std::size_t count, std::uint64_t seed);

// A component l r' is the sum of its parts with one sign on the sides that must not be negative; the longest parts of
// all components are kept (after Boutsidis, Gallopoulos 2008, who do so for two such sides).
Components nndsvd(Components all, std::size_t count, bool left_nonnegative, bool right_nonnegative);

// Entry `at` of each component becomes the row of a side. A side that must not be negative gets a little noise, so that
// nothing stands at zero, and so do components that are missing.
void init_row(const Matrix& components, std::size_t at, bool nonnegative, std::uint64_t seed, std::uint64_t stream,
              std::span<float> row);

}  // namespace kinfold
