// Alternating least squares and its variants: solves for each row of one side while the other side is fixed. With f_n
// the fixed row of the n-th example of row u, w_n its weight and t_n its target:
//
//   x_u = argmin_x  1/2 sum_n w_n (t_n - x . f_n)^2
//                 + 1/2 sum_c scale_u reg_c (x_c - mean_uc)^2  +  1/2 x' G x
//
// G is zero for ratings. For likes it is unobserved_weight * F'F, which treats each pair as a weak zero (iALS: Hu,
// Koren, Volinsky 2008, eq. 3-5). Columns are solved for in blocks, each exactly given the others. One block of all
// columns gives the exact solution; smaller blocks are iALS++ (Rendle, Krichene, Zhang, Koren 2021, alg. 1).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "data/ratings.h"

namespace kinfold {

// The examples of one side, grouped by row.
struct Examples {
  std::vector<std::uint64_t> begin;  // offsets of the rows; rows + 1
  std::vector<Id> other;             // row of the other side
  std::vector<float> target;
  std::vector<float> weight;          // empty: all 1
  std::vector<std::uint32_t> source;  // index of the rating

  std::size_t rows() const { return begin.size() - 1; }
  std::size_t count(Id row) const { return begin[row + 1] - begin[row]; }
};
Examples examples_by_left(const std::vector<Rating>& ratings, std::size_t lefts);
Examples examples_by_right(const std::vector<Rating>& ratings, std::size_t rights);

// Divides the rows into consecutive parts of about equal work. Returns the first row of each part, then the number of
// rows.
std::vector<Id> balanced_cuts(const Examples& examples, std::size_t parts);

// How the linear system of a block is solved.
enum class RowMethod {
  kLeastSquares,  // the minimum, by Cholesky factorization
  kGibbsSample,   // a sample from the Gaussian exp(-objective): one step of a block Gibbs sampler
  kNonNegative,   // the minimum subject to x >= 0, by coordinate descent
  kL1,            // the minimum with the term l1 * scale_u * sum |x_c|, by coordinate descent
};

// Columns with this regularization keep their value.
inline constexpr float kFixedReg = 1e30f;

struct RowSystem {
  const Examples* examples;
  const Matrix* fixed;
  std::span<const float> scale;   // of each row
  std::span<const float> reg;     // of each column, over the whole stride
  const Matrix* means = nullptr;  // zero if not given
  const Matrix* gram = nullptr;   // stride x stride; zero if not given
  std::size_t block = 1024;       // columns solved together
  float precision = 1;            // multiplies all weights (the noise precision of a Gibbs sampler)
  RowMethod method = RowMethod::kLeastSquares;
  float l1 = 0;
  std::size_t constrained_columns = 0;  // kNonNegative and kL1 apply to the first columns only
  std::uint64_t seed = 0;               // random seed of kGibbsSample
};

// Solves for all rows of `rows` in place, in parallel. The result does not depend on the number of threads. Returns the
// sum of w (t - x . f)^2 over the examples after the step. If `residuals` is given, it receives t - x . f of each
// example.
double solve_rows(const RowSystem& system, Matrix& rows, Pool& pool, std::vector<float>* residuals = nullptr);

// factor * F'F over all rows of a matrix, stride x stride, summed in a fixed order.
Matrix gram_matrix(const Matrix& table, float factor, Pool& pool);

}  // namespace kinfold
