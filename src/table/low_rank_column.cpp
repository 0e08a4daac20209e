#include "table/low_rank_column.h"

#include <cmath>

#include "core/chunks.h"
#include "core/error.h"

namespace kinfold {
namespace {

// Calls body(loss) with the loss of a column as its concrete type.
void with_loss(const LowRankColumn& column, auto body) { std::visit(body, column.loss); }

// Copies the scores of cell i to contiguous memory.
void gather(const CellScores<const float>& scores, std::size_t i, std::span<float> out) {
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = scores(i, k);
}

template <class L>
void add_values(const L& loss, const LowRankColumn& column, const ColumnCells& cells,
                const CellScores<const float>& scores, double* values, std::size_t step) {
  std::vector<float> at(LevelsLoss<L> ? column.features : 0);
  for (std::size_t i = 0; i < cells.count; ++i) {
    const float weight = cells.weight(i);
    if (weight == 0) continue;
    float value;
    if constexpr (LevelsLoss<L>) {
      gather(scores, i, at);
      value = loss.value(at, cells.cell(i));
    } else {
      value = loss.value(scores(i), cells.cell(i));
    }
    values[i * step] += double(column.factor) * weight * value;
  }
}

// Lower bound of the curvature; a smaller one would give a target too far away.
constexpr float kMinCurvature = 1e-6f;

// For losses with one score per level, whose scores are bounded jointly.
template <LevelsLoss L>
void bound_cells(const L& loss, const LowRankColumn& column, const ColumnCells& cells, const CellScores<float>& scores,
                 const CellScores<float>& weights) {
  const std::size_t features = column.features;
  std::vector<float> at(features), gradients(features), curvatures(features);
  for (std::size_t i = 0; i < cells.count; ++i) {
    const float weight = cells.weight(i);
    if (weight != 0) {
      gather({scores.scores, scores.step, scores.feature}, i, at);
      loss.bound(at, cells.cell(i), gradients, curvatures);
    }
    for (std::size_t k = 0; k < features; ++k) {
      const float curvature = std::max(curvatures[k], kMinCurvature);
      if (weight != 0) scores(i, k) -= gradients[k] / curvature;
      weights(i, k) = column.factor * weight * curvature;
    }
  }
}

template <ScoreLoss L>
void bound_cells(const L& loss, const LowRankColumn& column, const ColumnCells& cells, const CellScores<float>& scores,
                 const CellScores<float>& weights) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    const float weight = cells.weight(i), cell = cells.cell(i);
    float& score = scores(i);
    if (weight == 0) {
      weights(i) = 0;
    } else if constexpr (std::same_as<L, Squared>) {
      score = cell;
      weights(i) = column.factor * weight;
    } else {
      const float curvature = std::max(loss.weight(score, cell), kMinCurvature);
      score -= loss.gradient(score, cell) / curvature;
      weights(i) = column.factor * weight * curvature;
    }
  }
}

// What is wrong with an observed cell; null if it is valid.
template <class L>
const char* cell_error(const L&, const LowRankColumn& column, float cell) {
  if (!std::isfinite(cell)) return "the cell is not finite";
  if constexpr (std::same_as<L, Logistic> || std::same_as<L, CellHinge>)
    if (cell != 0 && cell != 1) return "the cell of a boolean column is neither 0 nor 1";
  if constexpr (std::same_as<L, Poisson> || std::same_as<L, KullbackLeibler>)
    if (cell < 0) return "the cell of a count column is negative";
  if constexpr (std::same_as<L, Ordinal> || LevelsLoss<L>)
    if (cell < 0 || cell >= float(column.levels) || cell != std::floor(cell))
      return "the cell is not a level index of its column";
  return nullptr;
}

}  // namespace

std::size_t number_features(std::vector<LowRankColumn>& columns) {
  std::size_t next = 0;
  for (LowRankColumn& column : columns) {
    column.first = next;
    column.features = 1;
    with_loss(column, [&]<class L>(const L&) {
      if constexpr (LevelsLoss<L>) column.features = column.levels;
    });
    next += column.features;
  }
  return next;
}

bool all_quadratic(const std::vector<LowRankColumn>& columns) {
  return std::ranges::all_of(columns, [](const LowRankColumn& c) { return std::holds_alternative<Squared>(c.loss); });
}

void check_cells(const std::vector<LowRankColumn>& columns, const Matrix& cells, const Matrix* weights) {
  for (Id i = 0; i < cells.rows(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const char* error = nullptr;
      if (!missing(cells[i][j]))
        with_loss(columns[j], [&](const auto& loss) { error = cell_error(loss, columns[j], cells[i][j]); });
      if (weights && !((*weights)[i][j] >= 0)) error = "the cell weight is negative";
      if (error) throw Error(error, "row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1));
    }
}

Matrix transpose_columns(const Matrix& table, std::size_t first, std::size_t count, Pool& pool) {
  Matrix result(count, table.rows());
  parallel_for(pool, table.rows(), [&](std::size_t i) {
    for (std::size_t j = 0; j < count; ++j) result[Id(j)][i] = table[Id(i)][first + j];
  });
  return result;
}

void add_values(const LowRankColumn& column, const ColumnCells& cells, const CellScores<const float>& scores,
                double* values, std::size_t step) {
  with_loss(column, [&](const auto& loss) { add_values(loss, column, cells, scores, values, step); });
}

float predict_cell(const LowRankColumn& column, const float* scores) {
  float cell = 0;
  with_loss(column, [&]<class L>(const L& loss) {
    if constexpr (std::same_as<L, Ordinal>)
      cell = loss.level(scores[0]);
    else if constexpr (LevelsLoss<L>)
      cell = float(std::max_element(scores, scores + column.features) - scores);
    else
      cell = loss.mean(scores[0]);
  });
  return cell;
}

void bound_cells(const LowRankColumn& column, const ColumnCells& cells, const CellScores<float>& scores,
                 const CellScores<float>& weights) {
  with_loss(column, [&](const auto& loss) { bound_cells(loss, column, cells, scores, weights); });
}

}  // namespace kinfold
