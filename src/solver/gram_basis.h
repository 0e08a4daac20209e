// An orthonormal basis in which F'F is diagonal. Rotating both sides into it changes neither the scores p . q nor L2
// regularization, but makes G in each row system (solver/als_rows.h) diagonal.
#pragma once
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"

namespace kinfold {

struct GramBasis {
  Matrix vectors;             // rank x rank: one eigenvector per row
  std::vector<float> values;  // v_c' F'F v_c, over the whole stride
};

// The eigenvectors and eigenvalues of F'F.
GramBasis gram_basis(const Matrix& fixed, Pool& pool);

// Replaces each row x by (v_c . x)_c.
void rotate(Matrix& rows, const GramBasis& basis, Pool& pool);

}  // namespace kinfold
