// Cosine similarity of two rows of a matrix; 0 if either row is zero.
#pragma once
#include <cmath>

#include "core/matrix.h"
#include "core/vector.h"

namespace kinfold {

inline float cosine(const Matrix& table, Id a, Id b) {
  const auto product = [&](Id x, Id y) { return dot(table[x], table[y], table.stride()); };
  const float lengths = std::sqrt(product(a, a)) * std::sqrt(product(b, b));
  return lengths > 0 ? product(a, b) / lengths : 0;
}

}  // namespace kinfold
