#include "table/kl_nmf.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "core/product.h"
#include "core/vector.h"
#include "regularizer/row.h"
#include "solver/als_rows.h"
#include "table/low_rank_column.h"
#include "table/momentum.h"

namespace kinfold {
namespace {

constexpr std::size_t kBlock = 64, kParts = 8;  // rows that are read at once; parallel parts, summed up in order
constexpr int kInnerSteps = 2;                  // updates of a row per epoch
constexpr float kMinScore = 1e-8f;              // lower bound of a score in a denominator
// Lower bound of the entries during training, because a multiplicative update cannot leave zero. Such entries become
// zero at the end.
constexpr float kFloor = 1e-6f;

std::vector<double> sums_of(const Matrix& rows) {
  std::vector<double> sums(rows.rank());
  for (Id i = 0; i < rows.rows(); ++i)
    for (std::size_t k = 0; k < rows.rank(); ++k) sums[k] += rows[i][k];
  return sums;
}

// The updated entry w for its numerator n and the other side's sum d.
float multiplicative_update(float w, double n, double d, double l2) {
  const double product = double(w) * n, below = d + std::sqrt(d * d + 4 * l2 * product);
  return below > 0 ? std::max(float(2 * product / below), kFloor) : kFloor;
}

// Contribution of a part of the rows to the numerators of the columns (transposed if the table is dense), and to the
// divergence sum x log(x / s) - x.
struct PartialNumerators {
  Matrix numerators;
  double divergence = 0;
};

// Replaces the scores by the ratios x / s.
void divide(std::span<const float> cells, std::span<float> scores) {
  for (std::size_t n = 0; n < cells.size(); ++n) scores[n] = cells[n] / std::max(scores[n], kMinScore);
}
// sum x log(x / s) - x, given the ratios x / s.
double divergence_of(std::span<const float> cells, std::span<const float> ratios) {
  double sum = 0;
  for (std::size_t n = 0; n < cells.size(); ++n)
    if (cells[n] > 0) sum += cells[n] * (std::log(ratios[n]) - 1);
  return sum;
}

class KlNmfFit {
 public:
  KlNmfFit(const LinearOperator& table, const FullMatrixOptions& options, std::size_t number, Pool& pool)
      : table_(table),
        dense_(dynamic_cast<const DenseOperator*>(&table)),
        options_(options),
        pool_(pool),
        factors_(init_full_matrix(table, options, number, pool)),
        by_column_(dense_ ? table.columns() : 0, options.rank),
        by_entry_(options.rank, dense_ ? table.columns() : 0) {}

  FullMatrixFactors run(std::span<const double> squares) && {
    double last = INFINITY;
    for (std::size_t n = 0; n < std::max<std::size_t>(options_.epochs, 1); ++n) {
      const double now = epoch(last);
      factors_.objective.push_back(now);
      if (!decreases(last, now)) break;
      last = now;
    }
    for (Matrix* side : {&factors_.rows, &factors_.columns})
      for (float& x : side->padded()) x = x > kFloor ? x : 0;
    factors_.residual_squares = residual_squares(squares);
    return std::move(factors_);
  }

 private:
  bool decreases(double last, double now) const { return last - now > std::max(options_.tolerance, 0.0) * now; }

  // One epoch with momentum; if the objective does not decrease, repeats it without. Returns the objective.
  double epoch(double last) {
    const Matrix rows = factors_.rows, columns = factors_.columns;
    momentum_.extrapolate(factors_.columns, true);
    const double now = pass();
    const bool improved = decreases(last, now);
    momentum_.adapt(improved);
    if (improved) return now;
    factors_.rows = rows;
    factors_.columns = columns;
    return pass();
  }

  // Updates the rows, then the columns. Returns the objective between the two updates.
  double pass() {
    total_ = sums_of(factors_.columns);
    if (dense_) {
      by_column_.set_rows(0, factors_.columns[0], table_.columns(), factors_.columns.stride(), options_.rank);
      by_entry_.set_columns(factors_.columns[0], factors_.columns.stride());
    }
    std::vector<PartialNumerators> parts(kParts);
    pool_.run(kParts, [&](std::size_t part) {
      parts[part].numerators =
          dense_ ? Matrix(options_.rank, table_.columns()) : Matrix(table_.columns(), options_.rank);
      const std::size_t first = table_.rows() * part / kParts, last = table_.rows() * (part + 1) / kParts;
      for (std::size_t row = first; row < last; row += kBlock) {
        const std::size_t count = std::min(kBlock, last - row);
        dense_ ? step_block(row, count, parts[part]) : step_cells(row, table_.cells(row, count), parts[part]);
      }
    });
    const std::vector<double> row_sums = sums_of(factors_.rows);
    double objective = std::inner_product(total_.begin(), total_.end(), row_sums.begin(), 0.0) +
                       regularization_of(factors_.rows, options_.rows) +
                       regularization_of(factors_.columns, options_.columns);
    for (const PartialNumerators& part : parts) objective += part.divergence;
    step_columns(parts, row_sums);
    return objective;
  }

  void step_row(float* w, const float* numerators) const {
    for (std::size_t k = 0; k < options_.rank; ++k)
      w[k] = multiplicative_update(w[k], numerators[k], total_[k], options_.rows.reg);
  }

  // Updates a block of rows of a dense table by matrix products.
  void step_block(std::size_t first, std::size_t count, PartialNumerators& part) {
    const std::size_t columns = table_.columns(), rank = options_.rank;
    Matrix cells(count, columns), ratios(count, columns), numerators(count, rank), block_t(rank, count);
    dense_->read(first, count, cells[0], cells.stride());
    float* rows = factors_.rows[Id(first)];
    const auto compute_ratios = [&] {
      product(rows, count, factors_.rows.stride(), by_column_, 0, columns, ratios[0], ratios.stride());
      for (Id i = 0; i < count; ++i) divide(cells.row(i), ratios.row(i));
    };
    for (int round = 0; round < kInnerSteps; ++round) {
      compute_ratios();
      product(ratios[0], count, ratios.stride(), by_entry_, 0, rank, numerators[0], numerators.stride());
      for (Id i = 0; i < count; ++i) step_row(factors_.rows[Id(first + i)], numerators[i]);
    }
    compute_ratios();
    for (Id i = 0; i < count; ++i) {
      part.divergence += divergence_of(cells.row(i), ratios.row(i));
      for (Id k = 0; k < rank; ++k) block_t[k][i] = factors_.rows[Id(first + i)][k];
    }
    Panels panels(columns, count);
    panels.set_columns(ratios[0], ratios.stride());
    add_product(block_t[0], rank, block_t.stride(), panels, 0, columns, part.numerators[0], part.numerators.stride());
  }

  // Updates rows of a sparse table one by one, by their nonzero cells.
  void step_cells(std::size_t first, const CsrMatrix& cells, PartialNumerators& part) {
    std::vector<float> ratios;
    Matrix numerators(1, options_.rank);
    for (std::size_t i = 0; i < cells.rows(); ++i) {
      float* w = factors_.rows[Id(first + i)];
      const auto members = cells.columns_of(i);
      const auto compute_ratios = [&] {
        ratios.resize(members.size());
        for (std::size_t n = 0; n < members.size(); ++n)
          ratios[n] = dot(w, factors_.columns[members[n]], factors_.columns.stride());
        divide(cells.values_of(i), ratios);
      };
      for (int round = 0; round < kInnerSteps; ++round) {
        compute_ratios();
        weighted_sum(factors_.columns, members, ratios, nullptr, numerators[0]);
        step_row(w, numerators[0]);
      }
      compute_ratios();
      part.divergence += divergence_of(cells.values_of(i), ratios);
      scatter_add(part.numerators, members, ratios, w);
    }
  }

  void step_columns(const std::vector<PartialNumerators>& parts, const std::vector<double>& total) {
    parallel_for(pool_, table_.columns(), [&](std::size_t j) {
      for (std::size_t k = 0; k < options_.rank; ++k) {
        double n = 0;
        for (const PartialNumerators& part : parts) n += dense_ ? part.numerators[Id(k)][j] : part.numerators[Id(j)][k];
        float& c = factors_.columns[Id(j)][k];
        c = multiplicative_update(c, n, total[k], options_.columns.reg);
      }
    });
  }

  double regularization_of(const Matrix& rows, const SideRegularizer& regularizer) const {
    double squares = 0;
    for (float x : rows.padded()) squares += double(x) * x;
    return regularizer.reg / 2 * squares;
  }

  // Sum of squared residuals of each column. Computing A'W takes one more pass.
  std::vector<double> residual_squares(std::span<const double> squares) const {
    Matrix products;
    const Matrix block_t = transpose_columns(factors_.columns, 0, options_.rank, pool_);
    table_.pass(
        block_t,
        [&](std::size_t first, Matrix& images) {
          for (Id i = 0; i < images.rows(); ++i) std::ranges::copy(factors_.rows.row(Id(first + i)), images[i]);
        },
        &products, pool_);
    return column_residuals(squares, factors_.columns, products, gram_matrix(factors_.rows, 1, pool_), pool_);
  }

  const LinearOperator& table_;
  const DenseOperator* dense_;  // the table if it is dense, otherwise null
  const FullMatrixOptions& options_;
  Pool& pool_;
  FullMatrixFactors factors_;
  Panels by_column_, by_entry_;  // C and C' in panel layout, if the table is dense
  std::vector<double> total_;    // sum_j c_jk
  Momentum momentum_;
};

}  // namespace

FullMatrixFactors fit_kl_nmf(const LinearOperator& table, std::span<const double> squares,
                             const FullMatrixOptions& options, Pool& pool) {
  FullMatrixFactors best;
  for (std::size_t number = 0; number < std::max<std::size_t>(options.restarts, 1); ++number) {
    FullMatrixFactors factors = KlNmfFit(table, options, number, pool).run(squares);
    if (number == 0 || factors.objective.back() < best.objective.back()) best = std::move(factors);
  }
  return best;
}

}  // namespace kinfold
