// Sums by row of a table, compared over resamples of its rows.
#pragma once
#include <cstddef>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "evaluate/bootstrap.h"

namespace kinfold {

class RowSums {
 public:
  RowSums(std::size_t rows, std::size_t columns);

  void add(Id row, std::size_t column, double value) { sums_[row % units_ * columns_ + column] += value; }
  double total(std::size_t column) const;
  // Standard error of the difference of two columns' totals: rows differ, and other rows could have been drawn.
  double error(std::size_t a, std::size_t b) const;
  // Each column but the last as a share of the last, with intervals by bootstrap over the rows.
  std::vector<Metric> shares(std::uint64_t seed, Pool& pool) const;

 private:
  std::size_t units_, columns_;  // where there are many rows, several share a unit
  std::vector<double> sums_;     // units x columns
};

}  // namespace kinfold
