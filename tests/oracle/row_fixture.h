// A small random problem for the row solvers and their references.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "oracle/als_rows.h"

namespace kinfold::oracle {

inline Matrix random_matrix(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Random random(seed);
  Matrix table(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(random.normal() / std::sqrt(double(rank)));
  return table;
}

// 7 rows to solve for and 40 fixed rows. The last row has no examples.
struct RowFixture {
  static constexpr std::size_t kRows = 7, kFixed = 40;
  std::size_t rank;
  Matrix fixed, means, rows;
  Examples examples;
  std::vector<float> scale, reg;
  Pool pool{2};

  explicit RowFixture(std::size_t columns, bool weighted = false)
      : rank(columns),
        fixed(random_matrix(kFixed, columns, 1)),
        means(random_matrix(kRows, columns, 2)),
        rows(random_matrix(kRows, columns, 3)) {
    Random random(4);
    std::vector<Rating> ratings;
    for (Id u = 0; u + 1 < kRows; ++u)
      for (Id i = 0; i < kFixed; ++i)
        if (random.uniform() < 0.15 * (u + 1)) ratings.push_back({u, i, float(random.normal())});
    examples = examples_by_left(ratings, kRows);
    for (std::size_t n = 0; weighted && n < ratings.size(); ++n)
      examples.weight.push_back(float(0.5 + random.uniform()));
    for (std::size_t u = 0; u < kRows; ++u) scale.push_back(float(0.5 + random.uniform()));
    reg.assign(rows.stride(), kFixedReg);
    for (std::size_t c = 0; c < rank; ++c) reg[c] = float(0.2 + random.uniform());
  }

  RowSystem system() {
    RowSystem s{&examples, &fixed, scale, reg};
    s.means = &means;
    return s;
  }
  void expect_minimum(const RowSystem& s, double unobserved = 0, double within = 2e-4) {
    for (Id u = 0; u < kRows; ++u) {
      const std::vector<double> expected = minimize_row(s, u, rank, unobserved);
      for (std::size_t c = 0; c < rank; ++c)
        ASSERT_NEAR(rows[u][c], expected[c], within) << "row " << u << " column " << c;
      for (std::size_t c = rank; c < rows.stride(); ++c) ASSERT_EQ(rows[u][c], 0);
    }
  }
};

}  // namespace kinfold::oracle
