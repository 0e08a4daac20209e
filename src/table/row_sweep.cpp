#include "table/row_sweep.h"

#include "core/chunks.h"
#include "table/backtracking.h"

namespace kinfold {
namespace {

constexpr std::size_t kCells = std::size_t{1} << 18;  // scores in memory at once
constexpr std::size_t kTile = 16;                     // rows whose scores fit into the cache

std::size_t block_of(std::size_t features) {
  return std::clamp<std::size_t>(kCells / std::max<std::size_t>(features, 1), 4 * kTile, 4096);
}

struct Example {
  float target, weight;
};

// Calls body(first, count) for each tile of `rows` rows, in parallel.
void in_tiles(Pool& pool, std::size_t rows, auto body) {
  pool.run((rows + kTile - 1) / kTile,
           [&](std::size_t tile) { body(tile * kTile, std::min(kTile, rows - tile * kTile)); });
}

}  // namespace

// Targets and weights of the bounds (rows x features), and the objective of each row before the step.
struct RowSweep::Bounds {
  Matrix targets, weights;
  std::vector<double> before;
};

RowSweep::RowSweep(const std::vector<LowRankColumn>& columns, const Matrix& features,
                   const SideRegularizer& regularizer, Pool& pool)
    : columns_(columns),
      features_(features),
      pool_(pool),
      quadratic_(all_quadratic(columns)),
      block_(block_of(features.rows())),
      side_(regularizer, features.rank() - 1, block_, true),
      panels_(features.rows(), features.rank()) {
  panels_.set_rows(0, features[0], features.rows(), features.stride(), features.rank());
}

void RowSweep::step(const RowCells& cells, Matrix& rows, float relaxation, std::vector<double>* values) const {
  const Bounds bounds = quadratic_ ? Bounds() : bound(cells, rows);
  const Examples examples = quadratic_ ? examples_of(cells) : examples_of(bounds);
  const Matrix old = rows;
  solve_rows(side_.system(examples, features_), rows, pool_);
  if (side_.smooth()) over_relax(relaxation, old[0], rows[0], rows.padded().size());
  if (quadratic_ && !values) return;
  std::vector<double> after(cells.count);
  in_tiles(pool_, cells.count, [&](std::size_t first, std::size_t count) {
    Matrix scores(count, features_.rows());
    score(rows, first, count, scores[0], scores.stride());
    add_values(cells, first, count, scores[0], scores.stride(), &after[first]);
    for (std::size_t i = first; i < first + count; ++i) {
      after[i] += side_.value(rows[Id(i)]);
      if (!quadratic_)
        after[i] = backtrack(bounds.before[i], old[Id(i)], rows[Id(i)], rows.rank(), after[i],
                             [&] { return value(cells, rows, i); });
    }
  });
  if (values) *values = std::move(after);
}

void RowSweep::score(const Matrix& rows, std::size_t first, std::size_t count, float* scores,
                     std::size_t stride) const {
  product(rows[Id(first)], count, rows.stride(), panels_, 0, features_.rows(), scores, stride);
}

double RowSweep::value(const RowCells& cells, const Matrix& rows, std::size_t row) const {
  Matrix scores(1, features_.rows());
  score(rows, row, 1, scores[0], scores.stride());
  double value = 0;
  add_values(cells, row, 1, scores[0], scores.stride(), &value);
  return value + side_.value(rows[Id(row)]);
}

void RowSweep::add_values(const RowCells& cells, std::size_t first, std::size_t count, const float* scores,
                          std::size_t stride, double* values) const {
  for (std::size_t j = 0; j < columns_.size(); ++j)
    kinfold::add_values(columns_[j], cells.column(j, first, count), {scores + columns_[j].first, stride, 1}, values, 1);
}

RowSweep::Bounds RowSweep::bound(const RowCells& cells, const Matrix& rows) const {
  const std::size_t features = features_.rows();
  Bounds bounds{Matrix(cells.count, features), Matrix(cells.count, features), std::vector<double>(cells.count)};
  const std::size_t stride = bounds.targets.stride();
  in_tiles(pool_, cells.count, [&](std::size_t first, std::size_t count) {
    float *targets = bounds.targets[Id(first)], *weights = bounds.weights[Id(first)];
    score(rows, first, count, targets, stride);
    add_values(cells, first, count, targets, stride, &bounds.before[first]);
    for (std::size_t i = first; i < first + count; ++i) bounds.before[i] += side_.value(rows[Id(i)]);
    for (std::size_t j = 0; j < columns_.size(); ++j)
      bound_cells(columns_[j], cells.column(j, first, count), {targets + columns_[j].first, stride, 1},
                  {weights + columns_[j].first, stride, 1});
  });
  return bounds;
}

// Collects example(row, feature) of all rows and features with a weight above 0.
Examples RowSweep::collect_examples(std::size_t rows, auto example) const {
  Examples examples;
  examples.begin.assign(rows + 1, 0);
  in_tiles(pool_, rows, [&](std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i)
      for (std::size_t f = 0; f < features_.rows(); ++f) examples.begin[i + 1] += example(i, f).weight > 0;
  });
  std::partial_sum(examples.begin.begin(), examples.begin.end(), examples.begin.begin());
  examples.other.resize(examples.begin.back());
  examples.target.resize(examples.begin.back());
  examples.weight.resize(examples.begin.back());
  in_tiles(pool_, rows, [&](std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i) {
      std::uint64_t at = examples.begin[i];
      for (std::size_t f = 0; f < features_.rows(); ++f) {
        const Example e = example(i, f);
        if (!(e.weight > 0)) continue;
        examples.other[at] = Id(f);
        examples.target[at] = e.target;
        examples.weight[at++] = e.weight;
      }
    }
  });
  return examples;
}

Examples RowSweep::examples_of(const Bounds& bounds) const {
  return collect_examples(bounds.targets.rows(), [&](std::size_t i, std::size_t f) {
    return Example{bounds.targets[Id(i)][f], bounds.weights[Id(i)][f]};
  });
}

// For squared losses: each column has one feature, and the cells are the targets.
Examples RowSweep::examples_of(const RowCells& cells) const {
  return collect_examples(cells.count, [&](std::size_t i, std::size_t j) {
    const ColumnCells cell = cells.column(j, i, 1);
    return Example{cell.cell(0), columns_[j].factor * cell.weight(0)};
  });
}

}  // namespace kinfold
