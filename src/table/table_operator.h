// The centred and scaled linear operator of a table, for solvers that need complete tables (SVD, HALS, KL-NMF).
#pragma once
#include <memory>

#include "table/linear_operator.h"
#include "table/train_table.h"

namespace kinfold {

// The operator, with the statistics, centering and scaling of its columns.
struct TableOperator {
  std::unique_ptr<RowBlocks> frame_blocks;
  ColumnStats stats;
  Centring centring;
  std::unique_ptr<LinearOperator> op;
  const DenseOperator* dense = nullptr;  // `op` if it is dense, otherwise null

  bool is_complete() const;  // whether no cell is missing
  double mean(std::size_t column) const { return centring.mean.empty() ? 0 : centring.mean[column]; }
  double factor(std::size_t column) const { return centring.factor.empty() ? 1 : centring.factor[column]; }
  double squares(std::size_t column) const;  // sum of squares of the column's cells, centred and scaled
};

// Divides cells by nothing, by the standard deviation of their column, or by the pooled one of all columns.
enum class Scaling { kNone, kPerColumn, kGlobal };

// `data` must outlive the operator.
TableOperator table_operator(const TableData& data, bool centred, Scaling scale, Pool& pool);

}  // namespace kinfold
