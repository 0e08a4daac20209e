// A table without missing cells as solvers of singular vectors and factors see it.
#pragma once
#include <memory>

#include "solver/operator.h"
#include "train/table.h"

namespace kinfold {

// What a column's cells lose before the solver sees them, and what they are then divided by; empty: nothing.
struct TableOperator {
  std::unique_ptr<RowBlocks> of_frame;
  ColumnFacts facts;
  Centring centring;
  std::unique_ptr<Operator> op;
  const DenseOperator* dense = nullptr;  // `op`, where it is one

  bool whole() const;  // is no cell missing?
  double mean(std::size_t column) const { return centring.mean.empty() ? 0 : centring.mean[column]; }
  double factor(std::size_t column) const { return centring.factor.empty() ? 1 : centring.factor[column]; }
  double squares(std::size_t column) const;  // of its cells as `op` has them
};

enum class Scale { kNone, kEach, kShared };  // by each column's deviation, or by that of them all

// The table must stay.
TableOperator table_operator(const TableData& data, bool centred, Scale scale, Pool& pool);

}  // namespace kinfold
