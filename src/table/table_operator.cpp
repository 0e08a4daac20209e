#include "table/table_operator.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

std::vector<double> scale_factors(const std::vector<double>& stddev, Scaling scale) {
  std::vector<double> factors;
  double squares = 0;
  for (double d : stddev) squares += d * d / double(stddev.size());
  for (double d : stddev) {
    const double unit = scale == Scaling::kPerColumn ? d : std::sqrt(squares);
    factors.push_back(unit > 0 ? 1 / unit : 1);
  }
  return factors;
}

}  // namespace

bool TableOperator::is_complete() const {
  return std::ranges::none_of(stats.mean, [](double mean) { return std::isnan(mean); });
}

double TableOperator::squares(std::size_t column) const {
  return double(op->rows()) * factor(column) * factor(column) *
         (std::pow(stats.stddev[column], 2) + std::pow(stats.mean[column] - mean(column), 2));
}

TableOperator table_operator(const TableData& data, bool centred, Scaling scale, Pool& pool) {
  TableOperator t;
  const RowBlocks* blocks = data.blocks.get();
  if (!blocks && !data.sparse) {
    t.frame_blocks = std::make_unique<MatrixBlocks>(data.frame.cells);
    blocks = t.frame_blocks.get();
  }
  t.stats = data.sparse ? column_stats(*data.sparse) : column_stats(*blocks, pool);
  if (centred) t.centring.mean = t.stats.mean;
  if (scale != Scaling::kNone) t.centring.factor = scale_factors(t.stats.stddev, scale);
  if (data.sparse) {
    t.op = std::make_unique<SparseOperator>(*data.sparse, t.centring);
  } else {
    auto dense = std::make_unique<DenseOperator>(*blocks, t.centring);
    t.dense = dense.get();
    t.op = std::move(dense);
  }
  return t;
}

}  // namespace kinfold
