// What both ways to singular vectors are made of (spectral.h), on LAPACK; for their two sources alone.
#pragma once
#include <Eigen/Core>
#include <vector>

#include "table/svd.h"

namespace kinfold::svd_detail {

using MatrixXd = Eigen::MatrixXd;  // column after column
using Index = Eigen::Index;

inline constexpr std::size_t kRows = 256;  // of a table that are read together

// BLAS is called by the pool's threads, and has none of its own: results do not depend on their number.
void disable_blas_threads();
// An Error where LAPACK's status is one.
void check(int status);
// Rows of the spectrum from the columns of a matrix of right singular vectors, in their order.
SvdResult make_svd(const MatrixXd& right, const std::vector<double>& values, std::size_t rank);
// Eigenvectors of a symmetric matrix, of which the lower triangle is given, by falling value.
std::vector<double> eigendecompose(MatrixXd& symmetric);
std::vector<double> square_roots(std::vector<double> values);
// An orthonormal basis of the rows.
void orthonormalize(Matrix& rows);

}  // namespace kinfold::svd_detail
