// A table without missing cells as solvers of singular vectors and factors see it.
#pragma once
#include <memory>

#include "table/linear_operator.h"
#include "table/train_table.h"

namespace kinfold {

// What a column's cells lose before the solver sees them, and what they are then divided by; empty: nothing.
struct TableOperator {
  std::unique_ptr<RowBlocks> frame_blocks;
  ColumnStats stats;
  Centring centring;
  std::unique_ptr<LinearOperator> op;
  const DenseOperator* dense = nullptr;  // `op`, where it is one

  bool is_complete() const;  // is no cell missing?
  double mean(std::size_t column) const { return centring.mean.empty() ? 0 : centring.mean[column]; }
  double factor(std::size_t column) const { return centring.factor.empty() ? 1 : centring.factor[column]; }
  double squares(std::size_t column) const;  // of its cells as `op` has them
};

enum class Scaling { kNone, kPerColumn, kGlobal };  // by each column's deviation, or by that of them all

// The table must stay.
TableOperator table_operator(const TableData& data, bool centred, Scaling scale, Pool& pool);

}  // namespace kinfold
