// Alternating solvers: each row of one side is solved for while the other side stands still. With f_n the fixed row of
// the n-th example of row u, w_n its weight and t_n its target:
//
//   x_u = argmin_x  1/2 sum_n w_n (t_n - x . f_n)^2
//                 + 1/2 sum_c scale_u reg_c (x_c - mean_uc)^2  +  1/2 x' G x
//
// G is zero for ratings, and unobserved * F'F where every pair counts a little as a zero (iALS: Hu, Koren, Volinsky
// 2008, eq. 3-5). Columns are solved for in blocks, each exactly given the others: one block as wide as the row is the
// exact solution, narrower ones are iALS++ (Rendle, Krichene, Zhang, Koren 2021, alg. 1).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "data/ratings.h"

namespace kinfold {

// The examples of each row of a side, side by side.
struct Examples {
  std::vector<std::uint64_t> begin;  // rows + 1
  std::vector<Id> other;             // row of the other side
  std::vector<float> target;
  std::vector<float> weight;          // empty: all 1
  std::vector<std::uint32_t> source;  // number of the rating that it is

  std::size_t rows() const { return begin.size() - 1; }
  std::size_t count(Id row) const { return begin[row + 1] - begin[row]; }
};
Examples examples_by_left(const std::vector<Rating>& ratings, std::size_t lefts);
Examples examples_by_right(const std::vector<Rating>& ratings, std::size_t rights);

// First rows of parts that have about as many examples each, and the number of rows behind them.
std::vector<Id> balanced_cuts(const Examples& examples, std::size_t parts);

// How the small system of a block is answered.
enum class RowMethod {
  kLeastSquares,  // its minimum, by Cholesky
  kGibbsSample,   // a draw from the Gaussian exp(-objective): one step of a block Gibbs sampler
  kNonNegative,   // its minimum among non-negative entries, by coordinate descent
  kL1,            // its minimum with L1 * scale_u * sum |x_c| added, by coordinate descent
};

// Columns whose regularization is kFixedReg keep their value.
inline constexpr float kFixedReg = 1e30f;

struct RowSystem {
  const Examples* examples;
  const Matrix* fixed;
  std::span<const float> scale;   // of each row
  std::span<const float> reg;     // of each column, over the whole stride
  const Matrix* means = nullptr;  // zero if not given
  const Matrix* gram = nullptr;   // stride x stride; zero if not given
  std::size_t block = 1024;       // columns solved together
  float precision = 1;            // factor on all weights (the noise's precision in a Gibbs sampler)
  RowMethod method = RowMethod::kLeastSquares;
  float l1 = 0;
  std::size_t constrained_columns = 0;  // constrained answers bind the first so many columns only
  std::uint64_t seed = 0;               // names the random streams of kGibbsSample
};

// Solves for all rows of `rows`, in parallel; the result does not depend on the number of threads. Returns the sum of
// w (t - x . f)^2 over the examples after the step. `residuals`, if given, receives t - x . f of each example.
double solve_rows(const RowSystem& system, Matrix& rows, Pool& pool, std::vector<float>* residuals = nullptr);

// factor * F'F over all rows of a table, stride x stride, added up in a fixed order.
Matrix gram_matrix(const Matrix& table, float factor, Pool& pool);

}  // namespace kinfold
