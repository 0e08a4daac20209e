// What both ways to singular vectors are made of (spectral.h), on LAPACK; for their two sources alone.
#pragma once
#include <Eigen/Core>
#include <vector>

#include "solver/spectral.h"

namespace kinfold::spectral {

using Matrix = Eigen::MatrixXd;  // column after column
using Index = Eigen::Index;

inline constexpr std::size_t kRows = 256;  // of a table that are read together

// BLAS is called by the pool's threads, and has none of its own: results do not depend on their number.
void leave_threads_to_the_pool();
// An Error where LAPACK's status is one.
void check(int status);
// Rows of the spectrum from the columns of a matrix of right singular vectors, in their order.
Spectrum spectrum_of(const Matrix& right, const std::vector<double>& values, std::size_t rank);
// Eigenvectors of a symmetric matrix, of which the lower triangle is given, by falling value.
std::vector<double> decompose(Matrix& symmetric);
std::vector<double> roots(std::vector<double> values);
// An orthonormal basis of the rows.
void orthonormalize(Table& rows);

}  // namespace kinfold::spectral
