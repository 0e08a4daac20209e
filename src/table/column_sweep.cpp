#include "table/column_sweep.h"

#include <cmath>

#include "core/product.h"
#include "table/backtracking.h"
#include "table/constant_scores.h"

namespace kinfold {
namespace {

constexpr std::size_t kSweepCells = std::size_t{1} << 18;  // scores in memory at once
constexpr std::size_t kMinFeatures = 12;                 // minimum number of features of a block: one tile of products
constexpr std::size_t kSweepTile = 32 * Panels::kWidth;  // rows that one task scores

// Columns first ... last - 1, which are updated together, with their cells transposed (columns x rows).
struct ColumnBlock {
  std::size_t first, last, first_feature, features;
  Matrix cells, weights;

  ColumnCells column(std::size_t j) const {
    const Id row = Id(j - first);
    return {cells[row], weights.rows() ? weights[row] : nullptr, 1, cells.rank()};
  }
};

class ColumnBlockStep {
 public:
  ColumnBlockStep(const ColumnBlock& block, const Matrix& rows, const Panels& panels,
                  const RegularizedSide& regularizer, const ColumnSweepOptions& options, ColumnSide& side, Pool& pool)
      : block_(block),
        rows_(rows),
        panels_(panels),
        regularizer_(regularizer),
        options_(options),
        side_(side),
        pool_(pool),
        vectors_(block.features, rows.rank()),
        scores_(block.features, rows.rows()),
        weights_(block.features, rows.rows()) {}

  double step() {
    std::copy_n(side_.features[Id(block_.first_feature)], vectors_.padded().size(), vectors_[0]);
    std::vector<double> values(block_.last - block_.first);
    const bool quadratic = all_quadratic(side_.columns);
    if (!quadratic) score();
    for_columns([&](std::size_t j) {
      values[j - block_.first] = quadratic ? INFINITY : value(j);
      bound_cells(side_.columns[j], block_.column(j), scores_of(j, scores_), scores_of(j, weights_));
    });
    const Examples examples = this->examples();
    solve_rows(regularizer_.system(examples, rows_), vectors_, pool_);
    if (regularizer_.smooth())
      over_relax(options_.relaxation, side_.features[Id(block_.first_feature)], vectors_[0], vectors_.padded().size());
    score();
    for_columns([&](std::size_t j) { values[j - block_.first] = accept(j, values[j - block_.first]); });
    double total = 0;
    for (double value : values) total += value;
    return total;
  }

 private:
  void for_columns(auto body) {
    pool_.run(block_.last - block_.first, [&](std::size_t number) { body(block_.first + number); });
  }

  std::size_t row_of(std::size_t j) const { return side_.columns[j].first - block_.first_feature; }
  CellScores<float> scores_of(std::size_t j, Matrix& table) const { return {table[Id(row_of(j))], 1, table.stride()}; }
  CellScores<const float> current_scores(std::size_t j) const { return {scores_[Id(row_of(j))], 1, scores_.stride()}; }

  void score() {
    pool_.run((rows_.rows() + kSweepTile - 1) / kSweepTile, [&](std::size_t tile) {
      const std::size_t first = tile * kSweepTile;
      product(vectors_[0], block_.features, vectors_.stride(), panels_, first,
              std::min(kSweepTile, rows_.rows() - first), scores_[0] + first, scores_.stride());
    });
  }

  double value(std::size_t j) const {
    double sum = 0;
    add_values(side_.columns[j], block_.column(j), current_scores(j), &sum, 0);
    for (std::size_t k = 0; k < side_.columns[j].features; ++k) sum += regularizer_.value(vectors_[Id(row_of(j) + k)]);
    return sum;
  }

  // Accepts the step of a column, with backtracking, and updates ordinal thresholds. Returns the objective of the
  // column.
  double accept(std::size_t j, double before) {
    const std::size_t count = side_.columns[j].features, size = count * vectors_.stride();
    float *old = side_.features[Id(side_.columns[j].first)], *now = vectors_[Id(row_of(j))];
    for (std::size_t k = 0; k < count && !options_.offsets; ++k)
      now[k * vectors_.stride() + rows_.rank() - 1] = old[k * vectors_.stride() + rows_.rank() - 1];
    const auto rescore = [&] {
      product(now, count, vectors_.stride(), panels_, 0, rows_.rows(), scores_[Id(row_of(j))], scores_.stride());
      return value(j);
    };
    double after = backtrack(before, old, now, size, value(j), rescore);
    std::copy_n(now, size, old);
    if (std::holds_alternative<Ordinal>(side_.columns[j].loss)) {
      rescore();
      fit_thresholds(side_.columns[j], block_.column(j), current_scores(j));
      after = value(j);
    }
    return after;
  }

  Examples examples() {
    Examples examples;
    examples.begin.assign(block_.features + 1, 0);
    std::vector<std::uint64_t> counts(block_.features), ones(block_.features);
    pool_.run(block_.features, [&](std::size_t f) {
      counts[f] = std::uint64_t(std::ranges::count_if(weights_.row(Id(f)), [](float w) { return w > 0; }));
      ones[f] = std::uint64_t(std::ranges::count(weights_.row(Id(f)), 1.0f));
    });
    for (std::size_t f = 0; f < block_.features; ++f) examples.begin[f + 1] = examples.begin[f] + counts[f];
    const bool weighted = counts != ones;
    examples.other.resize(examples.begin.back());
    examples.target.resize(examples.begin.back());
    if (weighted) examples.weight.resize(examples.begin.back());
    pool_.run(block_.features, [&](std::size_t f) {
      std::uint64_t at = examples.begin[f];
      for (std::size_t i = 0; i < rows_.rows(); ++i) {
        if (!(weights_[Id(f)][i] > 0)) continue;
        examples.other[at] = Id(i);
        if (weighted) examples.weight[at] = weights_[Id(f)][i];
        examples.target[at++] = scores_[Id(f)][i];
      }
    });
    return examples;
  }

  const ColumnBlock& block_;
  const Matrix& rows_;
  const Panels& panels_;
  const RegularizedSide& regularizer_;
  const ColumnSweepOptions& options_;
  ColumnSide& side_;
  Pool& pool_;
  Matrix vectors_, scores_, weights_;
};

ColumnBlock next_block(const std::vector<LowRankColumn>& columns, std::size_t first, std::size_t rows) {
  const std::size_t block_features = std::max(kMinFeatures, kSweepCells / std::max<std::size_t>(rows, 1));
  ColumnBlock block{first, first, columns[first].first, 0, {}, {}};
  while (block.last < columns.size() && block.features < block_features)
    block.features += columns[block.last++].features;
  return block;
}

}  // namespace

double sweep_columns(const Matrix& cells, const Matrix* weights, const Matrix& rows, const ColumnSweepOptions& options,
                     ColumnSide& side, Pool& pool) {
  Panels panels(rows.rows(), rows.rank());
  panels.set_rows(0, rows[0], rows.rows(), rows.stride(), rows.rank());
  const RegularizedSide regularized(options.regularizer, rows.rank() - 1, side.features.rows(), !options.offsets);
  double total = 0;
  for (std::size_t first = 0; first < side.columns.size();) {
    ColumnBlock block = next_block(side.columns, first, rows.rows());
    block.cells = transpose_columns(cells, first, block.last - first, pool);
    if (weights) block.weights = transpose_columns(*weights, first, block.last - first, pool);
    total += ColumnBlockStep(block, rows, panels, regularized, options, side, pool).step();
    first = block.last;
  }
  return total;
}

}  // namespace kinfold
