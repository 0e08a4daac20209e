#pragma once
#include <cstdint>

namespace kinfold {

// How a query q meets a candidate c: q . c, or minus a distance: |q - c|_2, its square, |q - c|_1, or the sum of the
// moduli |q_k - c_k| of complex numbers, whose real parts stand before the imaginary ones.
enum class Similarity : std::uint8_t { kDot, kEuclidean, kSquaredEuclidean, kManhattan, kComplexModulus };

}  // namespace kinfold
