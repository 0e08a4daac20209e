#include "table/hals.h"

#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "regularizer/row.h"
#include "table/components.h"
#include "table/hals_block.h"
#include "table/low_rank_column.h"
#include "table/momentum.h"

namespace kinfold {
namespace {

constexpr std::size_t kTaskColumns = 64;     // columns of one task
constexpr double kFloat32Noise = 1e-6;       // rounding error of float32, relative to the total squares
constexpr std::size_t kPowerIterations = 2;  // of the initial randomized SVD, which need not be exact

// Updates the rows of `side` that begin at `first`, given their products with the other side. Replaces the products by
// the updated rows.
void solve_rows(const HalsSystem& system, std::size_t first, Matrix& products, Matrix& side) {
  const std::size_t rank = system.rank, count = products.rows();
  Matrix block_t(rank, count), entries(rank, count);
  for (Id i = 0; i < count; ++i)
    for (Id k = 0; k < rank; ++k) {
      block_t[k][i] = products[i][k];
      entries[k][i] = side[Id(first + i)][k];
    }
  solve_hals_block(system, {block_t[0], entries[0], block_t.stride(), block_t.stride()});
  for (Id i = 0; i < count; ++i)
    for (Id k = 0; k < rank; ++k) products[i][k] = side[Id(first + i)][k] = entries[k][i];
}

void solve_columns(const HalsSystem& system, const Matrix& products, Matrix& block_t, Pool& pool) {
  const std::size_t stride = products.stride();
  pool.run((stride + kTaskColumns - 1) / kTaskColumns, [&](std::size_t number) {
    const std::size_t first = number * kTaskColumns;
    solve_hals_block(system, {products[0] + first, block_t[0] + first, stride, std::min(kTaskColumns, stride - first)});
  });
}

class HalsFit {
 public:
  // `number` is the index of the restart.
  HalsFit(const LinearOperator& table, std::span<const double> squares, const FullMatrixOptions& options,
          std::size_t number, Pool& pool)
      : table_(table),
        squares_(squares),
        total_squares_(std::accumulate(squares.begin(), squares.end(), 0.0)),
        options_(options),
        pool_(pool) {
    FullMatrixFactors start = init_full_matrix(table, options, number, pool);
    rows_ = std::move(start.rows);
    columns_t_ = transpose_columns(start.columns, 0, options.rank, pool);
  }

  // Runs epochs until convergence.
  FullMatrixFactors run() && {
    double last = INFINITY;
    for (std::size_t n = 0; n < std::max<std::size_t>(options_.epochs, 1); ++n) {
      const double now = epoch(last);
      if (!decreases(last, now)) break;
      last = now;
    }
    return {std::move(rows_), transpose_columns(columns_t_, 0, columns_t_.rank(), pool_), std::move(residual_squares_),
            std::move(objective_)};
  }

 private:
  // One epoch with momentum; if the objective does not decrease, repeats it without. Returns the objective.
  double epoch(double last) {
    const Matrix rows = rows_, columns = columns_t_;
    momentum_.extrapolate(columns_t_, true);
    double now = pass();
    const bool improved = decreases(last, now);
    momentum_.adapt(improved);
    if (!improved) {
      rows_ = rows;
      columns_t_ = columns;
      now = pass();
    }
    objective_.push_back(now);
    return now;
  }

  // One pass over the table; returns the objective after it.
  double pass() {
    const std::size_t rank = options_.rank;
    const HalsSystem by_rows = hals_system(
        options_.rows, gram_matrix(transpose_columns(columns_t_, 0, columns_t_.rank(), pool_), 1, pool_), rank);
    Matrix products;
    table_.pass(
        columns_t_, [&](std::size_t first, Matrix& images) { solve_rows(by_rows, first, images, rows_); }, &products,
        pool_);
    const Matrix gram = gram_matrix(rows_, 1, pool_);
    solve_columns(hals_system(options_.columns, gram, rank), products, columns_t_, pool_);
    const Matrix columns = transpose_columns(columns_t_, 0, columns_t_.rank(), pool_);
    residual_squares_ = column_residuals(squares_, columns, products, gram, pool_);
    return std::accumulate(residual_squares_.begin(), residual_squares_.end(), 0.0) / 2 +
           regularization_of(rows_, options_.rows) + regularization_of(columns, options_.columns);
  }

  bool decreases(double last, double now) const {
    return last - now > std::max(options_.tolerance, 0.0) * std::max(now, kFloat32Noise * total_squares_);
  }

  double regularization_of(const Matrix& rows, const SideRegularizer& regularizer) const {
    const RegularizedSide side(regularizer, options_.rank, 0, true);
    return deterministic_sum(pool_, rows.rows(), [&](std::size_t i) { return side.value(rows[Id(i)]); });
  }

  const LinearOperator& table_;
  std::span<const double> squares_;
  double total_squares_;
  const FullMatrixOptions& options_;
  Pool& pool_;
  Matrix rows_, columns_t_;  // W, and C' (rank x columns)
  Momentum momentum_;
  std::vector<double> objective_;
  std::vector<double> residual_squares_;
};

}  // namespace

FullMatrixFactors init_full_matrix(const LinearOperator& table, const FullMatrixOptions& options, std::size_t number,
                                   Pool& pool) {
  const std::size_t svd_rank = std::min({options.rank, table.rows(), table.columns()});
  const std::uint64_t seed = options.seed + number;
  const bool nonnegative_rows = options.rows.kind == NonNegative::name,
             nonnegative_columns = options.columns.kind == NonNegative::name;
  const Components start = nndsvd(
      number > 0 ? random_components(table.rows(), table.columns(), options.rank, seed)
                 : singular_components(table, svd_rank, {.power_iterations = kPowerIterations, .seed = seed}, pool),
      options.rank, nonnegative_rows, nonnegative_columns);
  FullMatrixFactors factors{Matrix(table.rows(), options.rank), Matrix(table.columns(), options.rank), {}};
  parallel_for(pool, table.rows(), [&](std::size_t i) {
    init_row(start.left, i, nonnegative_rows, seed, 0x5748, factors.rows.row(Id(i)));
  });
  parallel_for(pool, table.columns(), [&](std::size_t j) {
    init_row(start.right, j, nonnegative_columns, seed, 0x5749, factors.columns.row(Id(j)));
  });
  return factors;
}

std::vector<double> column_residuals(std::span<const double> squares, const Matrix& columns, const Matrix& products,
                                     const Matrix& gram, Pool& pool) {
  std::vector<double> residuals(squares.begin(), squares.end());
  parallel_for(pool, residuals.size(), [&](std::size_t j) {
    const float* c = columns[Id(j)];
    for (Id k = 0; k < products.rows(); ++k) {
      double along = -2.0 * products[k][j];
      for (Id l = 0; l < products.rows(); ++l) along += double(gram[k][l]) * c[l];
      residuals[j] += along * c[k];
    }
    residuals[j] = std::max(residuals[j], 0.0);
  });
  return residuals;
}

FullMatrixFactors fit_hals(const LinearOperator& table, std::span<const double> squares,
                           const FullMatrixOptions& options, Pool& pool) {
  FullMatrixFactors best;
  for (std::size_t number = 0; number < std::max<std::size_t>(options.restarts, 1); ++number) {
    FullMatrixFactors factors = HalsFit(table, squares, options, number, pool).run();
    if (number == 0 || factors.objective.back() < best.objective.back()) best = std::move(factors);
  }
  return best;
}

}  // namespace kinfold
