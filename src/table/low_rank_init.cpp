#include "table/low_rank_init.h"

#include <cmath>

#include "core/chunks.h"
#include "regularizer/row.h"
#include "table/components.h"
#include "table/row_sweep.h"

namespace kinfold {
namespace {

// The working matrix, computed from the cells in blocks of rows. The bound of a cell is weight / 2 (target - s)^2, so
// each column is scaled by the square root of its mean weight.
class WorkingMatrix : public RowBlocks {
 public:
  WorkingMatrix(const Matrix& cells, const Matrix* weights, const ColumnSide& side, Pool& pool)
      : cells_(cells), weights_(weights), side_(side), unit_(side.features.rows()) {
    compute_units(pool);
  }
  std::size_t rows() const override { return cells_.rows(); }
  std::size_t columns() const override { return unit_.size(); }

  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const override {
    Matrix weights(count, columns());
    bound(first, count, out, stride, weights);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t f = 0; f < columns(); ++f) {
        const float offset = side_.features[Id(f)][side_.features.rank() - 1], weight = weights[Id(i)][f];
        out[i * stride + f] = weight > 0 ? weight * (out[i * stride + f] - offset) / unit_[f] : 0;
      }
  }

  // Square root of the mean bound weight of a feature's observed cells; 1 if there are none.
  float unit(std::size_t feature) const { return unit_[feature]; }
  double mean_unit() const { return std::accumulate(unit_.begin(), unit_.end(), 0.0) / double(unit_.size()); }

 private:
  void bound(std::size_t first, std::size_t count, float* targets, std::size_t stride, Matrix& weights) const {
    const RowCells cells{cells_[0], weights_ ? (*weights_)[0] : nullptr, cells_.stride(), cells_.rows()};
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t f = 0; f < columns(); ++f)
        targets[i * stride + f] = side_.features[Id(f)][side_.features.rank() - 1];
    for (std::size_t j = 0; j < side_.columns.size(); ++j) {
      const std::size_t at = side_.columns[j].first;
      bound_cells(side_.columns[j], cells.column(j, first, count), {targets + at, stride, 1},
                  {weights[0] + at, weights.stride(), 1});
    }
  }

  void compute_units(Pool& pool) {
    constexpr std::size_t kRows = 1024;
    const std::size_t parts = (rows() + kRows - 1) / kRows;
    std::vector<std::vector<double>> sums(parts), counts(parts);
    pool.run(parts, [&](std::size_t part) {
      const std::size_t first = part * kRows, count = std::min(kRows, rows() - first);
      Matrix targets(count, columns()), weights(count, columns());
      bound(first, count, targets[0], targets.stride(), weights);
      sums[part].assign(columns(), 0);
      counts[part].assign(columns(), 0);
      for (Id i = 0; i < count; ++i)
        for (std::size_t f = 0; f < columns(); ++f) {
          sums[part][f] += weights[i][f];
          counts[part][f] += weights[i][f] > 0;
        }
    });
    for (std::size_t f = 0; f < columns(); ++f) {
      double sum = 0, count = 0;
      for (std::size_t part = 0; part < parts; ++part) sum += sums[part][f], count += counts[part][f];
      unit_[f] = sum > 0 ? float(std::sqrt(sum / count)) : 1;
    }
  }

  const Matrix& cells_;
  const Matrix* weights_;
  const ColumnSide& side_;
  std::vector<float> unit_;
};

bool all_missing(const float* cells, const float* weights, std::size_t count, std::size_t step) {
  const ColumnCells view{cells, weights, step, count};
  for (std::size_t i = 0; i < count; ++i)
    if (view.weight(i) != 0) return false;
  return true;
}

// Norms of both vectors of a component with singular value s. At the minimum of 1/2 |A - W C'|^2 + r/2 |W|^2 + c/2
// |C|^2 their squares are s' sqrt(c / r) and s' sqrt(r / c) with s' = s - sqrt(r c). s' is at least s / 10, because
// other losses may need the component. If not both sides have L2, both norms are sqrt(s).
struct ComponentNorms {
  double left, right;
};
ComponentNorms component_norms(double value, const LowRankInit& start, double unit) {
  const double r = start.rows.reg, c = start.columns.reg / (unit * unit);
  const bool both_l2 = start.rows.kind == L2::name && start.columns.kind == L2::name && r > 0 && c > 0;
  if (!both_l2) return {std::sqrt(value), std::sqrt(value)};
  const double root = std::sqrt(std::max(value - std::sqrt(r * c), 0.1 * value)), balance = std::pow(c / r, 0.25);
  return {root * balance, root / balance};
}

// Singular vectors of the working matrix, scaled to the norms of both sides.
Components working_components(const WorkingMatrix& working, std::size_t count, const LowRankInit& start, Pool& pool) {
  RandomizedSvdOptions svd_options;
  svd_options.seed = start.seed;
  Components components = singular_components(DenseOperator(working, {}), count, svd_options, pool);
  for (Id k = 0; k < count; ++k) {
    double value = 0;
    for (float x : components.right.row(k)) value += double(x) * x;
    const ComponentNorms norms = component_norms(value, start, working.mean_unit());
    for (float& x : components.left.row(k)) x *= value > 0 ? float(norms.left / std::sqrt(value)) : 0;
    for (std::size_t f = 0; f < working.columns(); ++f)
      components.right[k][f] *= value > 0 ? float(norms.right / std::sqrt(value)) / working.unit(f) : 0;
  }
  return components;
}

}  // namespace

Matrix init_low_rank(const Matrix& cells, const Matrix* weights, const LowRankInit& start, ColumnSide& side,
                     Pool& pool) {
  const std::size_t rank = side.features.rank() - 1, features = side.features.rows();
  const std::size_t svd_rank = std::min({rank, cells.rows(), features});
  const Components all = start.random
                             ? random_components(cells.rows(), features, rank, start.seed)
                             : working_components(WorkingMatrix(cells, weights, side, pool), svd_rank, start, pool);
  const bool nonnegative_rows = start.rows.kind == NonNegative::name,
             nonnegative_columns = start.columns.kind == NonNegative::name;
  const Components components = nndsvd(all, rank, nonnegative_rows, nonnegative_columns);
  Matrix rows(cells.rows(), rank + 1);
  parallel_for(pool, cells.rows(), [&](std::size_t i) {
    rows[Id(i)][rank] = 1;
    if (!all_missing(cells[Id(i)], weights ? (*weights)[Id(i)] : nullptr, cells.rank(), 1))
      init_row(components.left, i, nonnegative_rows, start.seed, 0x5748, {rows[Id(i)], rank});
  });
  for (std::size_t j = 0; j < side.columns.size(); ++j) {
    if (all_missing(cells[0] + j, weights ? (*weights)[0] + j : nullptr, cells.rows(), cells.stride())) continue;
    for (std::size_t f = side.columns[j].first; f < side.columns[j].first + side.columns[j].features; ++f)
      init_row(components.right, f, nonnegative_columns, start.seed, 0x5749, {side.features[Id(f)], rank});
  }
  return rows;
}

}  // namespace kinfold
