// Converts a dense matrix to CSR, without its zeros.
#pragma once
#include "data/csr_matrix.h"

namespace kinfold::oracle {

inline CsrMatrix to_csr(const Matrix& cells) {
  CsrMatrix sparse;
  sparse.columns = cells.rank();
  for (Id i = 0; i < cells.rows(); ++i) {
    for (std::size_t j = 0; j < cells.rank(); ++j)
      if (cells[i][j] != 0) sparse.column.push_back(Id(j)), sparse.value.push_back(cells[i][j]);
    sparse.close();
  }
  return sparse;
}

}  // namespace kinfold::oracle
