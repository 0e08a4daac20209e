// A basis in which F'F is diagonal. Scores p . q stay what they are when both sides turn into it, and the regularizer
// does not change either; but the part of each row's system that comes from all pairs is then a diagonal.
#pragma once
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"

namespace kinfold {

struct GramBasis {
  Matrix vectors;             // rank x rank: a row for each new axis
  std::vector<float> values;  // v_c' F'F v_c, over the whole stride
};

// The eigenvectors of F'F.
GramBasis gram_basis(const Matrix& fixed, Pool& pool);

// Each row x becomes (v_c . x)_c.
void rotate(Matrix& rows, const GramBasis& basis, Pool& pool);

}  // namespace kinfold
