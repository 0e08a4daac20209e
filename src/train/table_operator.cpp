#include "train/table_operator.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

std::vector<double> factors_of(const std::vector<double>& deviation, Scale scale) {
  std::vector<double> factors;
  double squares = 0;
  for (double d : deviation) squares += d * d / double(deviation.size());
  for (double d : deviation) {
    const double unit = scale == Scale::kEach ? d : std::sqrt(squares);
    factors.push_back(unit > 0 ? 1 / unit : 1);
  }
  return factors;
}

}  // namespace

bool TableOperator::whole() const {
  return std::ranges::none_of(facts.mean, [](double mean) { return std::isnan(mean); });
}

double TableOperator::squares(std::size_t column) const {
  return double(op->rows()) * factor(column) * factor(column) *
         (std::pow(facts.deviation[column], 2) + std::pow(facts.mean[column] - mean(column), 2));
}

TableOperator table_operator(const TableData& data, bool centred, Scale scale, Pool& pool) {
  TableOperator t;
  const RowBlocks* blocks = data.blocks.get();
  if (!blocks && !data.sparse) {
    t.of_frame = std::make_unique<TableBlocks>(data.frame.cells);
    blocks = t.of_frame.get();
  }
  t.facts = data.sparse ? column_facts(*data.sparse) : column_facts(*blocks, pool);
  if (centred) t.centring.mean = t.facts.mean;
  if (scale != Scale::kNone) t.centring.factor = factors_of(t.facts.deviation, scale);
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
