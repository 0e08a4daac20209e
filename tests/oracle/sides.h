// Random factor sides, their references, and the relative error between both.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "factorization/factors.h"
#include "oracle/sgd_pointwise.h"

namespace kinfold::oracle {

// Values are large enough that an error in the gradient or regularization exceeds the tolerance.
inline FactorSide random_side(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Random random(seed);
  FactorSide side{Matrix(rows, rank), std::vector<BiasAndReg>(rows)};
  for (Id row = 0; row < rows; ++row) {
    for (float& x : side.factors.row(row)) x = float(random.normal() / std::sqrt(double(rank)));
    side.bias_and_reg[row] = {float(0.3 * random.normal()), float(0.2 * random.uniform())};
  }
  return side;
}

inline std::vector<SgdRow> to_oracle(const FactorSide& side) {
  std::vector<SgdRow> rows;
  for (Id row = 0; row < side.size(); ++row) {
    const auto x = side.factors.row(row);
    rows.push_back({Parameters(std::vector<double>(x.begin(), x.end())), Parameters({side.bias_and_reg[row].bias}),
                    side.bias_and_reg[row].reg});
  }
  return rows;
}

// The distance of a side to its reference, relative to the distance that the reference has moved from the start.
inline double relative_error(const FactorSide& side, const std::vector<SgdRow>& twin,
                             const std::vector<SgdRow>& start) {
  double difference = 0, moved = 0;
  const auto add = [&](double x, double of_twin, double at_start) {
    difference += (x - of_twin) * (x - of_twin);
    moved += (of_twin - at_start) * (of_twin - at_start);
  };
  for (Id row = 0; row < side.size(); ++row) {
    add(side.bias_and_reg[row].bias, twin[row].bias.x[0], start[row].bias.x[0]);
    for (std::size_t k = 0; k < side.factors.rank(); ++k)
      add(side.factors[row][k], twin[row].factors.x[k], start[row].factors.x[k]);
  }
  EXPECT_GT(moved, 1e-4);
  return std::sqrt(difference / moved);
}

inline bool padding_is_zero(const Matrix& table) {
  for (Id row = 0; row < table.rows(); ++row)
    for (std::size_t k = table.rank(); k < table.stride(); ++k)
      if (table[row][k] != 0) return false;
  return true;
}

}  // namespace kinfold::oracle
