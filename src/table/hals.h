// Matrix factorization of complete tables (no missing cells) with squared loss, by block coordinate descent (HALS):
//
//   minimize  1/2 |A - W C'|^2  +  regularizer(W) + regularizer(C)
//
// The update of W needs only the products A C, and the update of C only A'W:
//
//   w_i = argmin_w  1/2 w' (C'C) w - (A C)_i . w  + regularizer(w)
//   c_j = argmin_c  1/2 c' (W'W) c - (A'W)_j . c + regularizer(c)
//
// (see table/hals_block.h). One epoch is one pass over the table: each block of rows of W is updated as soon as its
// products A C are known, and contributes to A'W in the same pass.
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
  double tolerance = 3e-6;   // stop when the relative decrease of the objective is smaller
  std::size_t restarts = 1;  // the first starts at singular vectors, the others at random; the best is kept
  std::uint64_t seed = 1;
};

struct FullMatrixFactors {
  Matrix rows;                           // W, rows x rank
  Matrix columns;                        // C, columns x rank
  std::vector<double> residual_squares;  // sum of squared residuals of each column
  std::vector<double> objective = {};    // after each epoch
};

// Fits the factors. `squares` is the sum of squares of each column. The result does not depend on the number of
// threads.
FullMatrixFactors fit_hals(const LinearOperator& table, std::span<const double> squares,
                           const FullMatrixOptions& options, Pool& pool);

// Initial factors of restart `number`: singular vectors for 0, otherwise random. NNDSVD makes nonnegative sides
// feasible. Sets `rows` and `columns` only.
FullMatrixFactors init_full_matrix(const LinearOperator& table, const FullMatrixOptions& options, std::size_t number,
                                   Pool& pool);

// Squared residuals squares_j - 2 c_j . (A'W)_j + c_j' W'W c_j of each column, given `products` = W'A (rank x columns)
// and `gram` = W'W.
std::vector<double> column_residuals(std::span<const double> squares, const Matrix& columns, const Matrix& products,
                                     const Matrix& gram, Pool& pool);

}  // namespace kinfold
