// A basis in which F'F is diagonal. Scores p . q stay what they are when both sides turn into it, and the penalty does
// not change either; but the part of each row's system that comes from all pairs is then a diagonal.
#pragma once
#include <vector>

#include "core/pool.h"
#include "core/table.h"

namespace kinfold {

struct Basis {
  Table vectors;              // rank x rank: a row for each new axis
  std::vector<float> values;  // v_c' F'F v_c, over the whole stride
};

// The eigenvectors of F'F.
Basis principal_basis(const Table& fixed, Pool& pool);

// Each row x becomes (v_c . x)_c.
void rotate(Table& rows, const Basis& basis, Pool& pool);

}  // namespace kinfold
