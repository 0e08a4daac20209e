#include "table/impute.h"

#include <cmath>

#include "core/chunks.h"
#include "core/vector.h"
#include "table/new_rows.h"
#include "table/row_posterior.h"

namespace kinfold {
namespace {

constexpr double kZ95 = 1.959964;  // half-width of the 95 % interval of a Gaussian, in standard deviations

CellEstimate gaussian_estimate(double value, double stddev) {
  return {float(value), float(value - kZ95 * stddev), float(value + kZ95 * stddev), NAN};
}

// Softmax probability of a level.
float probability_of(const TableModel& model, const ModelColumn& column, const float* row, std::size_t level) {
  const double highest = model.score(row, column.first + Id(level));
  double total = 0;
  for (Id k = 0; k < column.features; ++k) total += std::exp(model.score(row, column.first + k) - highest);
  return float(1 / total);
}

// Adds an interval or a probability to the predicted value of a cell. The interval of a Poisson count uses that its
// square root has a standard deviation of about 1/2.
CellEstimate estimate(const TableModel& model, const ModelColumn& column, const float* row, float value) {
  if (column.loss == "logistic") return {float(value >= 0.5f), NAN, NAN, std::max(value, 1 - value)};
  if (column.loss == "softmax") return {value, NAN, NAN, probability_of(model, column, row, std::size_t(value))};
  if (column.loss == "poisson") {
    const double root = std::sqrt(value), low = std::max(root - kZ95 / 2, 0.0), high = root + kZ95 / 2;
    return {value, float(low * low), float(high * high), NAN};
  }
  if (column.noise > 0) return gaussian_estimate(value, column.noise);
  return {value, NAN, NAN, NAN};
}

void impute_by_scores(const TableModel& model, const Matrix& cells, Pool& pool,
                      std::vector<std::vector<ImputedCell>>& imputed) {
  const Matrix rows = embed_rows(model, cells, pool), values = inverse_transform(model, rows, pool);
  parallel_for(pool, cells.rows(), [&](std::size_t at) {
    const Id row = Id(at);
    for (Id c = 0; c < model.columns.size(); ++c)
      if (missing(cells[row][c]))
        imputed[row].push_back({estimate(model, model.columns[c], rows[row], values[row][c]), row, c});
  });
}

}  // namespace

Matrix transform(const TableModel& model, const Matrix& cells, Pool& pool) {
  if (!model.is_gaussian()) return embed_rows(model, cells, pool);
  return posterior_means(model, cells, pool);
}

std::vector<ImputedCell> impute(const TableModel& model, Matrix& cells, Pool& pool) {
  std::vector<std::vector<ImputedCell>> imputed(cells.rows());
  if (model.is_gaussian())
    for_each_posterior(model, cells.rows(), pool, [&](RowPosterior& posterior, Id row) {
      bool conditioned = false;
      for (Id c = 0; c < model.columns.size(); ++c) {
        if (!missing(cells[row][c])) continue;
        if (!conditioned) posterior.condition_on(cells[row]);
        conditioned = true;
        const ModelColumn& column = model.columns[c];
        imputed[row].push_back(
            {gaussian_estimate(column.scale * posterior.score(column), posterior.stddev(column)), row, c});
      }
    });
  else
    impute_by_scores(model, cells, pool, imputed);
  std::vector<ImputedCell> all;
  for (const auto& row_cells : imputed)
    for (const ImputedCell& cell : row_cells) {
      cells[cell.row][cell.column] = cell.value;
      all.push_back(cell);
    }
  return all;
}

std::vector<ScoredId> nearest(const TableModel& model, bool rows, Id query, std::size_t top,
                              const std::string& metric) {
  Matrix vectors = rows ? model.rows : model.features;
  for (Id id = 0; id < vectors.rows() && !rows && !model.values.empty(); ++id)
    for (std::size_t k = 0; k < model.rank(); ++k) vectors[id][k] *= float(model.values[k]);
  std::vector<float> scores(vectors.rows()), length(vectors.rows(), 1);
  dots(vectors[query], vectors, 0, scores);
  for (Id id = 0; id < vectors.rows() && metric == "cosine"; ++id)
    length[id] = std::sqrt(dot(vectors[id], vectors[id], vectors.stride()));
  for (Id id = 0; id < scores.size(); ++id) {
    const float scale = length[id] * length[query];
    scores[id] = id != query && scale > 0 ? scores[id] / scale : kExcluded;
  }
  TopK best(top);
  best.take(scores, 0);
  return best.sorted();
}

}  // namespace kinfold
