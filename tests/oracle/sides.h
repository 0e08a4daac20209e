// Two sides that start at random, their slow twins, and how far apart the two have come.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "oracle/pointwise.h"
#include "scorer/factors.h"

namespace kinfold::oracle {

// Starts large enough that a wrong direction or strength moves rows by far more than the tolerance.
inline Side random_side(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Random random(seed);
  Side side{Table(rows, rank), std::vector<Head>(rows)};
  for (Id row = 0; row < rows; ++row) {
    for (float& x : side.factors.row(row)) x = float(random.normal() / std::sqrt(double(rank)));
    side.heads[row] = {float(0.3 * random.normal()), float(0.2 * random.uniform())};
  }
  return side;
}

inline std::vector<Row> to_oracle(const Side& side) {
  std::vector<Row> rows;
  for (Id row = 0; row < side.size(); ++row) {
    const auto x = side.factors.row(row);
    rows.push_back({Parameters(std::vector<double>(x.begin(), x.end())), Parameters({side.heads[row].bias}),
                    side.heads[row].strength});
  }
  return rows;
}

// Distance of two sides relative to how far the twin has moved from the start.
inline double relative_error(const Side& side, const std::vector<Row>& twin, const std::vector<Row>& start) {
  double apart = 0, moved = 0;
  const auto add = [&](double x, double of_twin, double at_start) {
    apart += (x - of_twin) * (x - of_twin);
    moved += (of_twin - at_start) * (of_twin - at_start);
  };
  for (Id row = 0; row < side.size(); ++row) {
    add(side.heads[row].bias, twin[row].bias.x[0], start[row].bias.x[0]);
    for (std::size_t k = 0; k < side.factors.rank(); ++k)
      add(side.factors[row][k], twin[row].factors.x[k], start[row].factors.x[k]);
  }
  EXPECT_GT(moved, 1e-4);
  return std::sqrt(apart / moved);
}

inline bool padding_is_zero(const Table& table) {
  for (Id row = 0; row < table.rows(); ++row)
    for (std::size_t k = table.rank(); k < table.stride(); ++k)
      if (table[row][k] != 0) return false;
  return true;
}

}  // namespace kinfold::oracle
