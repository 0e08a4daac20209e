// The product of a sparse table with rows of numbers: how embeddings mix with those of their neighbours. Its adjoint is
// the same with the table's columns as rows (transposed() in gnn/adjacency.h).
//
// Each row of the result is one sum in the order of the sparse table's columns, whatever thread makes it.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/bfloat16_rows.h"
#include "core/matrix.h"
#include "core/pool.h"
#include "data/csr_matrix.h"

namespace kinfold {

// Rows in float32 or bfloat16. Sums are of float32; bfloat16 is taken to the nearest once they are made.
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

// out = mixed * (table . in) + kept * other; `other` may be null. `out` takes the shape; it is neither `in` nor
// `other`, which may be the same.
struct Blend {
  float alpha = 1;
  const Matrix* other = nullptr;
  float beta = 0;
};
void propagate(const CsrMatrix& table, RowsIn in, RowsOut out, Pool& pool, const Blend& blend = {});

// These rows of it alone; the others of `out` are not to be read.
void propagate_rows(std::span<const Id> rows, const CsrMatrix& table, RowsIn in, RowsOut out, Pool& pool,
                    const Blend& blend = {});

// The whole of it, where rows of `in` that are not given (0) are zero; those given have a 1.
void propagate_nonzero(std::span<const std::uint8_t> nonzero, const CsrMatrix& table, RowsIn in, RowsOut out,
                       Pool& pool, const Blend& blend = {});

// An order in which neighbours stand near each other: breadth first, from the node of fewest neighbours of each part
// (Cuthill, McKee 1969). The node at each place.
std::vector<Id> breadth_first(const CsrMatrix& table);

}  // namespace kinfold
