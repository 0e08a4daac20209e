#include "evaluate/row_sums.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

constexpr std::size_t kMaxUnits = 10'000;

}  // namespace

RowSums::RowSums(std::size_t rows, std::size_t columns)
    : units_(std::clamp<std::size_t>(rows, 1, kMaxUnits)), columns_(columns), sums_(units_ * columns) {}

double RowSums::total(std::size_t column) const {
  double total = 0;
  for (std::size_t unit = 0; unit < units_; ++unit) total += sums_[unit * columns_ + column];
  return total;
}

// sqrt(n / (n - 1) sum_u (d_u - mean of d)^2), with d_u the difference in unit u
double RowSums::error(std::size_t a, std::size_t b) const {
  const auto difference = [&](std::size_t unit) { return sums_[unit * columns_ + a] - sums_[unit * columns_ + b]; };
  const double units = double(units_), mean = (total(a) - total(b)) / units;
  double squares = 0;
  for (std::size_t unit = 0; unit < units_; ++unit) squares += std::pow(difference(unit) - mean, 2);
  return std::sqrt(squares * units / std::max(units - 1, 1.0));
}

std::vector<Metric> RowSums::ratios(std::uint64_t seed, Pool& pool) const {
  return ratio_intervals(sums_, columns_, units_ > 1 ? kResamples : 0, seed, pool);
}

}  // namespace kinfold
