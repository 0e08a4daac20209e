// Propagation: the product of a sparse matrix with a dense matrix, which combines each node's embedding with those of
// its neighbours. The adjoint is the product with the transpose (transposed() in gnn/adjacency.h).
//
// Each row of the result is one sum in the order of the sparse row, so results are the same for any number of threads.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/bfloat16_rows.h"
#include "core/matrix.h"
#include "core/pool.h"
#include "data/csr_matrix.h"

namespace kinfold {

// Dense input and output in float32 or bfloat16. Sums are in float32; bfloat16 output is rounded to nearest at the end.
struct RowsIn {
  const Matrix* table = nullptr;
  const BFloat16Rows* bf16 = nullptr;
  RowsIn(const Matrix& rows) : table(&rows) {}
  RowsIn(const BFloat16Rows& rows) : bf16(&rows) {}
  RowsIn(const struct RowsOut& rows);
  std::size_t rank() const { return table ? table->rank() : bf16->rank(); }
};
struct RowsOut {
  Matrix* table = nullptr;
  BFloat16Rows* bf16 = nullptr;
  RowsOut(Matrix& rows) : table(&rows) {}
  RowsOut(BFloat16Rows& rows) : bf16(&rows) {}
  void resize(std::size_t rows, std::size_t rank) { table ? table->resize(rows, rank) : bf16->resize(rows, rank); }
};
inline RowsIn::RowsIn(const RowsOut& rows) : table(rows.table), bf16(rows.bf16) {}

// out = alpha * (table * in) + beta * other. `other` may be null. `out` is resized and must be neither `in` nor
// `other`; these two may be the same.
struct Blend {
  float alpha = 1;
  const Matrix* other = nullptr;
  float beta = 0;
};
void propagate(const CsrMatrix& table, RowsIn in, RowsOut out, Pool& pool, const Blend& blend = {});

// Computes only the given rows; the other rows of `out` are undefined.
void propagate_rows(std::span<const Id> rows, const CsrMatrix& table, RowsIn in, RowsOut out, Pool& pool,
                    const Blend& blend = {});

// The full product for an input of which most rows are zero: nonzero[i] is 1 if row i of `in` may be nonzero, else 0.
void propagate_nonzero(std::span<const std::uint8_t> nonzero, const CsrMatrix& table, RowsIn in, RowsOut out,
                       Pool& pool, const Blend& blend = {});

// An order of the nodes in which neighbours are near each other: breadth first, starting in each connected component at
// the node with the fewest neighbours (Cuthill, McKee 1969).
std::vector<Id> breadth_first(const CsrMatrix& table);

}  // namespace kinfold
