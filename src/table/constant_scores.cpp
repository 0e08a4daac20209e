#include "table/constant_scores.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

constexpr std::size_t kBlockColumns = Matrix::kLine;  // columns that are read at once

// Weight and weighted sum of the observed cells.
struct ColumnTotals {
  double weight = 0, sum = 0;
};
ColumnTotals column_totals(const ColumnCells& cells) {
  ColumnTotals result;
  for (std::size_t i = 0; i < cells.count; ++i)
    if (const double w = cells.weight(i); w != 0) {
      result.weight += w;
      result.sum += w * cells.cell(i);
    }
  return result;
}

// Weighted fraction of the observed cells for which counts(cell) is true. `weight` is their total weight.
double fraction_of(const ColumnCells& cells, double weight, auto counts) {
  double sum = 0;
  for (std::size_t i = 0; i < cells.count; ++i)
    if (const double w = cells.weight(i); w != 0 && counts(cells.cell(i))) sum += w;
  return sum / weight;
}

// Iterates s -= sum_i w_i gradient_i / sum_i w_i weight_i until convergence, at most 30 times.
template <ScoreLoss L>
float best_constant(const L& loss, const ColumnCells& cells, const ColumnTotals& totals) {
  constexpr int kSteps = 30;
  float s = loss.offset(float(totals.sum / totals.weight));
  for (int step = 0; step < kSteps; ++step) {
    double gradient = 0, curvature = 0;
    for (std::size_t i = 0; i < cells.count; ++i)
      if (const double w = cells.weight(i); w != 0) {
        gradient += w * loss.gradient(s, cells.cell(i));
        curvature += w * loss.weight(s, cells.cell(i));
      }
    const float change = float(gradient / curvature);
    s -= change;
    if (std::fabs(change) < 1e-4f * std::max(std::fabs(s), 1.0f)) break;
  }
  return s;
}

void set_constant(Ordinal& loss, std::size_t levels, const ColumnCells& cells, const ColumnTotals& totals) {
  loss.thresholds.assign(levels - 1, 0);
  if (totals.weight == 0) return;
  for (std::size_t k = 0; k + 1 < levels; ++k)
    loss.thresholds[k] =
        -Logistic{}.offset(float(fraction_of(cells, totals.weight, [=](float x) { return x > float(k); })));
}

bool is_constant(const ColumnCells& cells) {
  float lowest = INFINITY, highest = -INFINITY;
  for (std::size_t i = 0; i < cells.count; ++i)
    if (cells.weight(i) != 0) {
      lowest = std::min(lowest, cells.cell(i));
      highest = std::max(highest, cells.cell(i));
    }
  return !(lowest < highest);
}

// Calls body(index, cells) for each column of a table, in parallel.
void for_each_column(const Matrix& cells, const Matrix* weights, Pool& pool, auto body) {
  for (std::size_t first = 0; first < cells.rank(); first += kBlockColumns) {
    const std::size_t count = std::min(kBlockColumns, cells.rank() - first);
    const Matrix block = transpose_columns(cells, first, count, pool);
    const Matrix weight_block = weights ? transpose_columns(*weights, first, count, pool) : Matrix();
    pool.run(count, [&](std::size_t j) {
      body(first + j, ColumnCells{block[Id(j)], weights ? weight_block[Id(j)] : nullptr, 1, cells.rows()});
    });
  }
}

}  // namespace

double fit_constant(LowRankColumn& column, const ColumnCells& cells, std::span<float> offset) {
  const ColumnTotals totals = column_totals(cells);
  std::ranges::fill(offset, 0.0f);
  const auto fit = [&]<class L>(L& loss) {
    if constexpr (std::same_as<L, Ordinal>) {
      set_constant(loss, column.levels, cells, totals);
    } else if constexpr (LevelsLoss<L>) {
      for (std::size_t k = 0; totals.weight > 0 && k < offset.size(); ++k)
        offset[k] = loss.offset(float(fraction_of(cells, totals.weight, [=](float x) { return x == float(k); })));
    } else if (totals.weight > 0) {
      offset[0] = best_constant(loss, cells, totals);
    }
  };
  std::visit(fit, column.loss);
  if (totals.weight == 0) return 0;
  LowRankColumn plain = column;
  plain.factor = 1;
  double total = 0;
  add_values(plain, cells, {offset.data(), 0, 1}, &total, 0);
  return total / totals.weight;
}

std::vector<float> fit_constants(std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights,
                                 Pool& pool) {
  std::vector<float> offset(number_features(columns));
  for_each_column(cells, weights, pool, [&](std::size_t j, const ColumnCells& column_cells) {
    fit_constant(columns[j], column_cells, std::span(offset).subspan(columns[j].first, columns[j].features));
  });
  return offset;
}

void scale_columns(std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights, Pool& pool) {
  number_features(columns);
  for_each_column(cells, weights, pool, [&](std::size_t j, const ColumnCells& column_cells) {
    std::vector<float> offset(columns[j].features);
    const double variance = fit_constant(columns[j], column_cells, offset);
    columns[j].factor = variance > 0 && !is_constant(column_cells) ? float(1 / variance) : 1;
  });
}

// Sorting the thresholds does not increase the loss: with f_k the loss of threshold k, f_(k+1) - f_k is a decreasing
// linear function of the threshold.
void fit_thresholds(LowRankColumn& column, const ColumnCells& cells, const CellScores<const float>& scores) {
  constexpr int kSteps = 3;
  auto* loss = std::get_if<Ordinal>(&column.loss);
  if (!loss) return;
  for (int step = 0; step < kSteps; ++step) {
    std::vector<double> gradient(loss->thresholds.size()), curvature(gradient.size());
    for (std::size_t i = 0; i < cells.count; ++i) {
      const double w = cells.weight(i);
      if (w == 0) continue;
      for (std::size_t k = 0; k < gradient.size(); ++k) {
        const float s = scores(i) - loss->thresholds[k];
        gradient[k] += w * Logistic{}.gradient(s, float(cells.cell(i) > float(k)));
        curvature[k] += w * Logistic{}.weight(s, 0);
      }
    }
    for (std::size_t k = 0; k < gradient.size(); ++k)
      if (curvature[k] > 0) loss->thresholds[k] += float(gradient[k] / curvature[k]);
  }
  std::ranges::sort(loss->thresholds);
}

}  // namespace kinfold
