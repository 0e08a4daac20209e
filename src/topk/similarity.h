// Similarity functions between query and candidate vectors.
#pragma once
#include <cstdint>

namespace kinfold {

// The score of a query q and a candidate c: q . c, or a negative distance: -|q - c|_2, -|q - c|_2^2, -|q - c|_1, or
// -sum_k |q_k - c_k| of complex numbers, whose real parts are stored before the imaginary parts.
enum class Similarity : std::uint8_t { kDot, kEuclidean, kSquaredEuclidean, kManhattan, kComplexModulus };

}  // namespace kinfold
