// Sums of several columns (such as losses) by row of a table, and their uncertainty over resamples of the rows.
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
  // Standard error of the difference of the totals of two columns, for rows as a random sample.
  double error(std::size_t a, std::size_t b) const;
  // The total of each column but the last, divided by the total of the last, with bootstrap intervals over the rows.
  std::vector<Metric> ratios(std::uint64_t seed, Pool& pool) const;

 private:
  std::size_t units_, columns_;  // rows are grouped into units if there are many
  std::vector<double> sums_;     // units x columns
};

}  // namespace kinfold
