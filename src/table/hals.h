// Factorizations of whole tables, of which no cell is missing, at the cost of squared errors:
//
//   minimise  1/2 |A - W C'|^2  +  regularizer(W) + regularizer(C)
//
// A row of W needs its products with C alone, and a row of C its products with W:
//
//   w_i = argmin_w  1/2 w' (C'C) w - (A C)_i . w + regularizer(w)        c_j = argmin_c  1/2 c' (W'W) c - (A'W)_j . c +
//   regularizer(c)
//
// (see table/hals_block.h). So an epoch is one pass over the table: rows are solved for while their products are at hand,
// and go back with it.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "table/linear_operator.h"
#include "table/side_regularizer.h"

namespace kinfold {

struct FullMatrixOptions {
  std::size_t rank = 10;
  SideRegularizer rows, columns;
  std::size_t epochs = 300;
  double tolerance = 3e-6;   // stop when the objective falls by less than this share of it
  std::size_t restarts = 1;  // the first from singular vectors, others at random: the best counts
  std::uint64_t seed = 1;
};

struct FullMatrixFactors {
  Matrix rows;                         // rows x rank
  Matrix columns;                      // columns x rank
  std::vector<double> left;            // of each column: the squares of what the factors do not say
  std::vector<double> objective = {};  // after each epoch
};

// `squares` are those of each column's cells. Begins at the singular vectors, or what a regularizer admits of them.
FullMatrixFactors fit_hals(const LinearOperator& table, std::span<const double> squares, const FullMatrixOptions& rule,
                           Pool& pool);

// Where start `number` begins: a row of each side's entries after the other, W and C, as their regularizers admit.
FullMatrixFactors init_full_matrix(const LinearOperator& table, const FullMatrixOptions& rule, std::size_t number,
                                   Pool& pool);

// squares_j - 2 c_j . (A'W)_j + c_j' W'W c_j of each column, given A'W turned over (rank x columns) and W'W.
std::vector<double> residual_squares(std::span<const double> squares, const Matrix& columns, const Matrix& products,
                                     const Matrix& gram, Pool& pool);

}  // namespace kinfold
