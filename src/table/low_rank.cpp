#include "table/low_rank.h"

#include <cmath>

#include "core/chunks.h"
#include "core/error.h"
#include "regularizer/row.h"
#include "table/column_sweep.h"
#include "table/constant_scores.h"
#include "table/low_rank_init.h"
#include "table/momentum.h"
#include "table/row_sweep.h"

namespace kinfold {
namespace {

// Removes the last entry of each row, the offset.
Matrix drop_offset_column(Matrix table) {
  table.narrow(table.rank() - 1);
  return table;
}

// The feature vectors of a model with their offsets: features x (rank + 1).
Matrix with_offsets(const LowRankModel& model) {
  Matrix result(model.columns.rows(), model.columns.rank() + 1);
  for (Id f = 0; f < result.rows(); ++f) {
    std::ranges::copy(model.columns.row(f), result[f]);
    result[f][model.columns.rank()] = model.offset[f];
  }
  return result;
}

// Updates all rows once, a block at a time.
void sweep_rows(const Matrix& cells, const Matrix* weights, const ColumnSide& side, const SideRegularizer& regularizer,
                float relaxation, Matrix& rows, Pool& pool) {
  const RowSweep sweep(side.columns, side.features, regularizer, pool);
  for (std::size_t first = 0; first < rows.rows(); first += sweep.block()) {
    const std::size_t count = std::min(sweep.block(), rows.rows() - first);
    Matrix block(count, rows.rank());
    std::copy_n(rows[Id(first)], block.padded().size(), block[0]);
    sweep.step({cells[Id(first)], weights ? (*weights)[Id(first)] : nullptr, cells.stride(), count}, block, relaxation);
    std::ranges::copy(block.padded(), rows[Id(first)]);
  }
}

double regularization_of(const Matrix& rows, const SideRegularizer& regularizer, Pool& pool) {
  const RegularizedSide side(regularizer, rows.rank() - 1, 0, true);
  return deterministic_sum(pool, rows.rows(), [&](std::size_t i) { return side.value(rows[Id(i)]); });
}

// An ordinal's offset is redundant with its thresholds: subtracts it from the thresholds.
void fold_offsets_into_thresholds(ColumnSide& side) {
  for (LowRankColumn& column : side.columns)
    if (auto* loss = std::get_if<Ordinal>(&column.loss)) {
      float& offset = side.features[Id(column.first)][side.features.rank() - 1];
      for (float& threshold : loss->thresholds) threshold -= offset;
      offset = 0;
    }
}

LowRankModel model_of(Matrix rows, ColumnSide side, std::vector<double> objective) {
  fold_offsets_into_thresholds(side);
  LowRankModel model{drop_offset_column(std::move(rows)),
                     drop_offset_column(side.features),
                     {},
                     std::move(side.columns),
                     std::move(objective)};
  for (Id f = 0; f < side.features.rows(); ++f) model.offset.push_back(side.features[f][side.features.rank() - 1]);
  return model;
}

Matrix select_rows(const Matrix& table, const std::vector<Id>& ids) {
  Matrix result(ids.size(), table.rank());
  for (std::size_t n = 0; n < ids.size(); ++n) std::ranges::copy(table.row(ids[n]), result[Id(n)]);
  return result;
}

// Updates the rows `active` of the table until all of them have converged.
void converge_rows(const RowSweep& sweep, const Matrix& cells, const Matrix* weights, const LowRankOptions& options,
                   std::vector<Id> active, Matrix& rows) {
  std::vector<double> last(active.size(), INFINITY);
  for (std::size_t step = 0; step < options.epochs && !active.empty(); ++step) {
    const Matrix cell_block = select_rows(cells, active),
                 weight_block = weights ? select_rows(*weights, active) : Matrix();
    Matrix block = select_rows(rows, active);
    std::vector<double> values;
    sweep.step({cell_block[0], weights ? weight_block[0] : nullptr, cell_block.stride(), active.size()}, block, 1,
               &values);
    std::vector<Id> remaining;
    std::vector<double> now;
    for (std::size_t n = 0; n < active.size(); ++n) {
      std::ranges::copy(block.row(Id(n)), rows[active[n]]);
      if (!(last[n] - values[n] > options.tolerance * values[n])) continue;
      remaining.push_back(active[n]);
      now.push_back(values[n]);
    }
    active = std::move(remaining);
    last = std::move(now);
  }
}

class LowRankFit {
 public:
  // `number` is the index of the restart.
  LowRankFit(const Matrix& cells, const Matrix* weights, ColumnSide side, const LowRankOptions& options,
             std::size_t number, Pool& pool)
      : cells_(cells), weights_(weights), options_(options), pool_(pool), side_(std::move(side)) {
    rows_ =
        init_low_rank(cells, weights, {number > 0, options.rows, options.columns, options.seed + number}, side_, pool);
    relaxation_ = all_quadratic(side_.columns) ? 1 : options.relaxation;
  }

  // Runs epochs until convergence.
  LowRankModel run() && {
    double last = INFINITY;
    while (objective_.size() < std::max<std::size_t>(options_.epochs, 1)) {
      const double now = objective_.empty() ? step(1) : epoch(last);
      objective_.push_back(now);
      if (last - now < options_.tolerance * now) break;
      last = now;
    }
    return model_of(std::move(rows_), std::move(side_), std::move(objective_));
  }

 private:
  // One epoch with momentum; if the objective does not decrease, repeats it without. Returns the objective.
  double epoch(double last) {
    const Matrix rows = rows_;
    const ColumnSide side = side_;
    momentum_.extrapolate(side_.features, options_.columns.kind != L2::name);
    const double now = step(relaxation_);
    const bool improved = last - now > std::max(options_.tolerance, 0.0) * now;
    momentum_.adapt(improved);
    if (improved) return now;
    rows_ = rows;
    side_ = side;
    return step(relaxation_);
  }

  double step(float relaxation) {
    sweep_rows(cells_, weights_, side_, options_.rows, relaxation, rows_, pool_);
    return sweep_columns(cells_, weights_, rows_, {options_.columns, options_.offsets, relaxation}, side_, pool_) +
           regularization_of(rows_, options_.rows, pool_);
  }

  const Matrix& cells_;
  const Matrix* weights_;
  const LowRankOptions& options_;
  Pool& pool_;
  ColumnSide side_;
  Matrix rows_;
  float relaxation_;
  Momentum momentum_;
  std::vector<double> objective_;
};

}  // namespace

LowRankModel fit_low_rank(const Matrix& cells, const Matrix* weights, std::vector<LowRankColumn> columns,
                          const LowRankOptions& options, Pool& pool) {
  if (options.rank == 0) throw Error("the rank of a low-rank model must be at least 1");
  if (cells.rows() == 0 || cells.rank() == 0) throw Error("the table has no rows or no columns");
  check_cells(columns, cells, weights);
  const std::vector<float> offset = fit_constants(columns, cells, weights, pool);
  ColumnSide side{std::move(columns), Matrix(offset.size(), options.rank + 1)};
  for (Id f = 0; f < offset.size() && options.offsets; ++f) side.features[f][options.rank] = offset[f];
  LowRankModel best;
  for (std::size_t number = 0; number < std::max<std::size_t>(options.restarts, 1); ++number) {
    LowRankModel model = LowRankFit(cells, weights, side, options, number, pool).run();
    if (number == 0 || model.objective.back() < best.objective.back()) best = std::move(model);
  }
  return best;
}

Matrix solve_new_rows(const LowRankModel& model, const Matrix& cells, const Matrix* weights,
                      const LowRankOptions& options, Pool& pool) {
  check_cells(model.low_rank_columns, cells, weights);
  const Matrix features = with_offsets(model);
  const RowSweep sweep(model.low_rank_columns, features, options.rows, pool);
  Matrix rows(cells.rows(), features.rank());
  for (Id i = 0; i < rows.rows(); ++i) rows[i][model.columns.rank()] = 1;
  for (std::size_t first = 0; first < rows.rows(); first += sweep.block()) {
    std::vector<Id> block(std::min(sweep.block(), rows.rows() - first));
    std::iota(block.begin(), block.end(), Id(first));
    converge_rows(sweep, cells, weights, options, std::move(block), rows);
  }
  return drop_offset_column(std::move(rows));
}

Matrix predict_cells(const LowRankModel& model, const Matrix& rows, Pool& pool) {
  Panels panels(model.columns.rows(), model.columns.rank());
  panels.set_rows(0, model.columns[0], model.columns.rows(), model.columns.stride(), model.columns.rank());
  Matrix cells(rows.rows(), model.low_rank_columns.size());
  parallel_for(
      pool, rows.rows(),
      [&](std::size_t i) {
        Matrix scores(1, model.columns.rows());
        product(rows[Id(i)], 1, rows.stride(), panels, 0, model.columns.rows(), scores[0], scores.stride());
        for (std::size_t f = 0; f < model.offset.size(); ++f) scores[0][f] += model.offset[f];
        for (std::size_t j = 0; j < model.low_rank_columns.size(); ++j)
          cells[Id(i)][j] = predict_cell(model.low_rank_columns[j], scores[0] + model.low_rank_columns[j].first);
      },
      64);
  return cells;
}

}  // namespace kinfold
