// LAPACK helpers of the full and the randomized SVD (table/svd.h). Internal to svd.cpp and randomized_svd.cpp.
#pragma once
#include <Eigen/Core>
#include <vector>

#include "table/svd.h"

namespace kinfold::svd_detail {

using MatrixXd = Eigen::MatrixXd;  // column-major
using Index = Eigen::Index;

inline constexpr std::size_t kSvdRows = 256;  // rows of a table that are read at once

// Makes BLAS single-threaded, because the threads of the pool call it. Results then do not depend on its thread number.
void disable_blas_threads();
// Throws an Error if a LAPACK status is not 0.
void check(int status);
// The `rank` leading columns of `right` (columns x rank or more: right singular vectors) as rows, with fixed signs.
SvdResult make_svd(const MatrixXd& right, const std::vector<double>& values, std::size_t rank);
// Eigendecomposition of a symmetric matrix, given by its lower triangle. Replaces it by the eigenvectors (columns) and
// returns the eigenvalues, both in descending order.
std::vector<double> eigendecompose(MatrixXd& symmetric);
// Square roots; negative values become 0.
std::vector<double> square_roots(std::vector<double> values);
// Replaces the rows by an orthonormal basis of their span (QR decomposition).
void orthonormalize(Matrix& rows);

}  // namespace kinfold::svd_detail
