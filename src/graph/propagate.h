// The product of a sparse table with rows of numbers: how embeddings mix with those of their neighbours. Its adjoint is
// the same with the table's columns as rows (transposed() in graph/adjacency.h).
//
// Each row of the result is one sum in the order of the sparse table's columns, whatever thread makes it.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/half_rows.h"
#include "core/pool.h"
#include "core/table.h"
#include "data/sparse.h"

namespace kinfold {

// Rows in float32 or bfloat16. Sums are of float32; bfloat16 is taken to the nearest once they are made.
struct RowsIn {
  const Table* table = nullptr;
  const HalfRows* halves = nullptr;
  RowsIn(const Table& rows) : table(&rows) {}
  RowsIn(const HalfRows& rows) : halves(&rows) {}
  RowsIn(const struct RowsOut& rows);
  std::size_t rank() const { return table ? table->rank() : halves->rank(); }
};
struct RowsOut {
  Table* table = nullptr;
  HalfRows* halves = nullptr;
  RowsOut(Table& rows) : table(&rows) {}
  RowsOut(HalfRows& rows) : halves(&rows) {}
  void shape(std::size_t rows, std::size_t rank) { table ? table->shape(rows, rank) : halves->shape(rows, rank); }
};
inline RowsIn::RowsIn(const RowsOut& rows) : table(rows.table), halves(rows.halves) {}

// out = mixed * (table . in) + kept * other; `other` may be null. `out` takes the shape; it is neither `in` nor
// `other`, which may be the same.
struct Blend {
  float mixed = 1;
  const Table* other = nullptr;
  float kept = 0;
};
void propagate(const Sparse& table, RowsIn in, RowsOut out, Pool& pool, const Blend& blend = {});

// These rows of it alone; the others of `out` are not to be read.
void propagate_to(std::span<const Id> rows, const Sparse& table, RowsIn in, RowsOut out, Pool& pool,
                  const Blend& blend = {});

// The whole of it, where rows of `in` that are not given (0) are zero; those given have a 1.
void propagate_from(std::span<const std::uint8_t> given, const Sparse& table, RowsIn in, RowsOut out, Pool& pool,
                    const Blend& blend = {});

// An order in which neighbours stand near each other: breadth first, from the node of fewest neighbours of each part
// (Cuthill, McKee 1969). The node at each place.
std::vector<Id> breadth_first(const Sparse& table);

}  // namespace kinfold
